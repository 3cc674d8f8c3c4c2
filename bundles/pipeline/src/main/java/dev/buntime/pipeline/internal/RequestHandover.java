package dev.buntime.pipeline.internal;

import dev.buntime.plugins.Plugins;
import dev.buntime.router.Route;
import dev.buntime.runtime.ErrorCode;
import dev.buntime.runtime.InvocationException;
import dev.buntime.sandbox.WorkerEndedError;
import dev.buntime.worker.Lease;
import dev.buntime.worker.WorkerPool;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.URIUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Hands requests over to workers. From then on the whole servlet layer runs on the worker's
 * threads, so an app that is slow, stuck or slowly read holds no thread but its own.
 */
final class RequestHandover {
  private static final Logger log = LoggerFactory.getLogger(RequestHandover.class);

  private static final String MDC_REQUEST_ID = "requestId";
  private static final String MDC_TRACE_ID = "traceId";

  private final ServletContextHandler servlets;
  private final WorkerPool pool;
  private final Plugins plugins;
  private final BodyLimit bodies;

  RequestHandover(
      ServletContextHandler servlets, WorkerPool pool, Plugins plugins, BodyLimit bodies) {
    this.servlets = servlets;
    this.pool = pool;
    this.plugins = plugins;
    this.bodies = bodies;
  }

  /**
   * Has a request answered by a worker of an app version, which may have to start first.
   *
   * @param anew where the request goes now; asked if the version went before it got a worker
   */
  void toApp(
      Request request,
      Response response,
      Callback callback,
      String id,
      Route.ToApp route,
      Supplier<Optional<Route.ToApp>> anew) {
    request.setAttribute(RequestLines.APP, route.app().id());
    CompletableFuture<Lease> leased = pool.lease(route.app().id());
    var _ =
        leased.whenComplete((lease, failure) -> {
          Optional<Route.ToApp> other =
              isGone(failure) ? anew.get().filter(next -> !isSame(next, route)) : Optional.empty();
          if (other.isPresent()) {
            toApp(request, response, callback, id, other.get(), anew);
          } else if (lease == null) {
            refuse(request, response, callback, id, failure);
          } else {
            String clientPath = clientPath(request, route.contextPath());
            toWorker(
                request,
                response,
                callback,
                new Exchange(id, route.app().id(), clientPath, route.rest(), lease));
          }
        });
  }

  private static boolean isGone(@Nullable Throwable failure) {
    return causeOf(failure) instanceof InvocationException refusal
        && refusal.code() == ErrorCode.VERSION_NOT_FOUND;
  }

  private static boolean isSame(Route.ToApp one, Route.ToApp other) {
    return one.app().id().equals(other.app().id());
  }

  private static @Nullable Throwable causeOf(@Nullable Throwable failure) {
    return failure instanceof CompletionException e ? e.getCause() : failure;
  }

  private void refuse(
      Request request, Response response, Callback callback, String id, Throwable failure) {
    Throwable cause = Objects.requireNonNullElse(causeOf(failure), failure);
    if (cause instanceof InvocationException refusal) {
      Answers.refusal(request, response, callback, Problem.of(forEverybody(refusal), id));
    } else {
      log.error("request {} got no worker for a reason that the pool does not know", id, cause);
      Response.writeError(request, response, callback, cause);
    }
  }

  /** What an app threw when it started may have secrets in it, which only a developer may see. */
  private InvocationException forEverybody(InvocationException refusal) {
    if (refusal.code() != ErrorCode.WORKER_START_FAILED || plugins.isDevelopment()) {
      return refusal;
    }
    Duration pause = refusal.retryAfter();
    return new InvocationException(
            refusal.code(),
            "%s@%s does not start; /_/stats and the log say why. The next try is in %d s."
                .formatted(refusal.app(), refusal.version(), pause.toSeconds()),
            refusal.app(),
            refusal.version(),
            refusal)
        .withRetryAfter(pause);
  }

  /** Has a request answered by the worker that it has a place in. */
  void toWorker(Request request, Response response, Callback callback, Exchange exchange) {
    WorkerChannel channel = new WorkerChannel(servlets, request, exchange.lease());
    long maxBodySize = Math.min(exchange.lease().maxBodySize(), bodies.bytes());
    ExchangeRequest inner = new ExchangeRequest(request, exchange, channel, maxBodySize);
    ExchangeResponse answer = new ExchangeResponse(inner, response);
    ExchangeCallback end = new ExchangeCallback(inner, answer, callback);
    inner.endsBy(end);
    if (request.getLength() > maxBodySize) {
      end.end(exchange.bodyTooLarge(maxBodySize));
      return;
    }
    exchange.lease().onRecall(end::recalled);
    try {
      new Handover(exchange.lease()).execute(() -> run(inner, answer, end));
    } catch (RejectedExecutionException e) {
      log.debug("{} took no more tasks", exchange.app(), e);
      end.recalled(Lease.Recall.CUT);
    }
  }

  private void run(ExchangeRequest request, ExchangeResponse response, ExchangeCallback callback) {
    if (callback.isEnded()) {
      return; // recalled while it waited for a thread
    }
    MDC.put(MDC_REQUEST_ID, request.exchange().requestId());
    if (request.getAttribute(TraceParent.ATTRIBUTE) instanceof String traceId) {
      MDC.put(MDC_TRACE_ID, traceId);
    }
    try {
      if (!servlets.handle(request, response, callback)) {
        Response.writeError(request, response, callback, 404);
      }
    } catch (Throwable failure) { // the root of app code on this thread
      if (WorkerEndedError.isIn(failure)) {
        callback.recalled(Lease.Recall.CUT);
      } else {
        Response.writeError(request, response, callback, failure);
      }
    } finally {
      MDC.remove(MDC_REQUEST_ID);
      MDC.remove(MDC_TRACE_ID);
    }
  }

  /**
   * The context path as the client typed it. Where dot segments, parameters or the shell make the
   * typed path differ from the one that was routed, the routed one is encoded anew.
   */
  private static String clientPath(Request request, String contextPath) {
    String typed = request.getHttpURI().getPath();
    int end = typed.indexOf('/', 1);
    String segment = end < 0 ? typed : typed.substring(0, end);
    return segment.indexOf(';') < 0 && URIUtil.decodePath(segment).equals(contextPath)
        ? segment
        : URIUtil.encodePath(contextPath);
  }
}
