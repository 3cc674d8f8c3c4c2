package dev.buntime.pipeline.internal;

import dev.buntime.plugins.Passage;
import dev.buntime.runtime.InvocationException;
import jakarta.servlet.RequestDispatcher;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Answers every error that nobody else gave a body: {@code sendError} of a servlet without an error
 * page, an exception of an app, and what Jetty refuses before any handler sees it.
 */
final class ProblemHandler implements Request.Handler {
  private final Supplier<Passage> entrance;

  /**
   * @param entrance takes requests in that did not get as far as the gate
   */
  ProblemHandler(Supplier<Passage> entrance) {
    this.entrance = entrance;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    if (request.getAttribute(RequestIds.ATTRIBUTE) == null) {
      showToPlugins(request);
    }
    Answers.problem(request, response, callback, problem(request, response));
    return true;
  }

  /** Of a request that did not get as far as the gate the plugins see the answer alone. */
  private void showToPlugins(Request request) {
    String id = RequestIds.of(request);
    request.setAttribute(RequestIds.ATTRIBUTE, id);
    AnswerTap.putOrClose(
        new ShownRequest(ForgedIdentity.strip(request), id, null, false), entrance.get());
  }

  private static Problem problem(Request request, Response response) {
    CappedRequest capped = Request.as(request, CappedRequest.class);
    InvocationException tooLarge = capped == null ? null : capped.refusal();
    Throwable failure = tooLarge == null ? failure(request) : tooLarge;
    if (failure instanceof InvocationException refusal) {
      return Problem.of(refusal, RequestIds.of(request));
    }
    int status = status(request, response, failure);
    String message = message(request);
    ExchangeRequest core = Request.as(request, ExchangeRequest.class);
    if (core == null && failure != null && status >= 500) {
      return Problem.ofStatus(
          status,
          "The runner failed; the log has it under this requestId.",
          RequestIds.of(request));
    }
    if (core == null) {
      return Problem.ofStatus(status, message, RequestIds.of(request));
    }
    if (failure != null && status >= 500) {
      core.exchange().lease().failed(failure);
      return Problem.appError(core.exchange());
    }
    return Problem.appStatus(status, message, core.exchange());
  }

  private static int status(Request request, Response response, @Nullable Throwable failure) {
    if (failure instanceof HttpException http) {
      return http.getCode();
    }
    if (request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer chosen) {
      return chosen;
    }
    return response.getStatus() >= 400 ? response.getStatus() : 500;
  }

  private static @Nullable Throwable failure(Request request) {
    Object servlet = request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
    Object jetty = request.getAttribute(ErrorHandler.ERROR_EXCEPTION);
    Throwable failure = (Throwable) (servlet != null ? servlet : jetty);
    return failure instanceof HttpException && failure.getCause() instanceof InvocationException why
        ? why
        : failure;
  }

  private static String message(Request request) {
    Object servlet = request.getAttribute(RequestDispatcher.ERROR_MESSAGE);
    Object jetty = request.getAttribute(ErrorHandler.ERROR_MESSAGE);
    Object message = servlet != null ? servlet : jetty;
    return message == null ? "" : message.toString();
  }
}
