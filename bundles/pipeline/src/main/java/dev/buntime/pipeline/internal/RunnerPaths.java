package dev.buntime.pipeline.internal;

import dev.buntime.runtime.ErrorCode;
import dev.buntime.runtime.InvocationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * What is below {@code /_}: answered by servlets of the runner and of plugins, on threads of Jetty.
 */
final class RunnerPaths {
  private final ServletContextHandler servlets;
  private final HeldRoutes routes;
  private final BodyLimit bodies;

  RunnerPaths(ServletContextHandler servlets, HeldRoutes routes, BodyLimit bodies) {
    this.servlets = servlets;
    this.routes = routes;
    this.bodies = bodies;
  }

  /** The way of a request that may be held up first. */
  @FunctionalInterface
  interface Way {
    /**
     * Goes on.
     *
     * @param callback completes the request
     * @param late why the request goes no further, null if it does
     * @return whether somebody answers
     */
    boolean go(Callback callback, @Nullable InvocationException late) throws Exception;
  }

  /**
   * Sends a request on its way: at once and on this thread, or later and on another one of Jetty's,
   * if its route is held. It has not passed any plugin then: to take a plugin away means to wait
   * for those that have.
   *
   * @param path decoded
   * @return whether somebody answers
   */
  boolean enter(Request request, Response response, Callback callback, String path, Way way)
      throws Exception {
    Turnstile turnstile = routes.before(path);
    if (turnstile == null) {
      return way.go(callback, null);
    }
    CompletableFuture<Void> entry = turnstile.enter();
    Callback leaving = Callback.from(callback, turnstile::leave);
    if (entry.isDone() && !entry.isCompletedExceptionally()) {
      return goAnyhow(request, response, leaving, way, null);
    }
    var _ =
        entry.whenCompleteAsync(
            (none, late) ->
                goAnyhow(
                    request,
                    response,
                    late == null ? leaving : callback,
                    way,
                    late == null ? null : stillHeld()),
            executor(request));
    return true;
  }

  /** Whatever happens, the callback is completed. */
  private static boolean goAnyhow(
      Request request,
      Response response,
      Callback callback,
      Way way,
      @Nullable InvocationException late) {
    try {
      if (!way.go(callback, late)) {
        Response.writeError(request, response, callback, 404);
      }
    } catch (Exception e) {
      Response.writeError(request, response, callback, e);
    }
    return true;
  }

  private static InvocationException stillHeld() {
    return new InvocationException(
        ErrorCode.NOT_READY, "The plugin is being exchanged; try again in a moment.");
  }

  /** Answers on this thread, which is Jetty's. */
  boolean answer(Request request, Response response, Callback callback) throws Exception {
    long most = bodies.bytes();
    if (request.getLength() > most) {
      Problem problem = Problem.of(BodyLimit.tooLarge(most), RequestIds.of(request));
      Answers.refusal(request, response, callback, problem);
      return true;
    }
    boolean isCapped = most != BodyLimit.NONE && request.getLength() < 0;
    return servlets.handle(
        isCapped ? new CappedRequest(request, most) : request, response, callback);
  }

  /** Answers on a thread of Jetty. */
  void answerThere(Request request, Response response, Callback callback) {
    try {
      executor(request)
          .execute(() ->
              goAnyhow(
                  request, response, callback, (end, _) -> answer(request, response, end), null));
    } catch (RejectedExecutionException e) {
      callback.failed(e); // the server stops
    }
  }

  private static Executor executor(Request request) {
    return request.getComponents().getExecutor();
  }
}
