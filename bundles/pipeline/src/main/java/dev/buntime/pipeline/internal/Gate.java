package dev.buntime.pipeline.internal;

import dev.buntime.catalog.Catalog;
import dev.buntime.router.Route;
import dev.buntime.router.Router;
import dev.buntime.runtime.InvocationException;
import dev.buntime.sandbox.WorkerEndedError;
import dev.buntime.worker.Lease;
import dev.buntime.worker.WorkerPool;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.URIUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Stands before Felix HTTP, finds out who answers a request and hands it over to that worker.
 *
 * <p>Jetty's thread only routes: it goes back as soon as the request is handed over. From then on
 * the whole servlet layer runs on the worker's threads, so an app that is slow, stuck or slowly
 * read holds no thread but its own. What is below {@code /_} is answered by servlets of the runner
 * on Jetty's thread.
 */
final class Gate extends Handler.Wrapper {
  private static final Logger log = LoggerFactory.getLogger(Gate.class);

  private static final String MDC_REQUEST_ID = "requestId";

  private final ServletContextHandler servlets;
  private final Router router;
  private final WorkerPool pool;
  private final Catalog catalog;
  private final LocalProbe probe;

  Gate(
      ServletContextHandler servlets,
      Router router,
      WorkerPool pool,
      Catalog catalog,
      LocalProbe probe) {
    super(servlets);
    this.probe = probe;
    this.servlets = servlets;
    this.router = router;
    this.pool = pool;
    this.catalog = catalog;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String id = RequestIds.of(request);
    request.setAttribute(RequestIds.ATTRIBUTE, id);
    response.getHeaders().put(RequestIds.HEADER, id);
    Exchange asked = probe.exchangeOf(request, id);
    if (asked != null) {
      handOver(request, response, callback, asked);
      return true;
    }
    try {
      switch (router.route(request.getHttpURI().getDecodedPath())) {
        case Route.ToApp route -> toApp(request, response, callback, id, route);
        case Route.Start(String notice) ->
            Answers.page(response, callback, Pages.start(catalog.snapshot().versions(), notice));
        case Route.ToRunner() -> {
          return super.handle(request, response, callback);
        }
      }
    } catch (InvocationException e) {
      Answers.problem(request, response, callback, Problem.of(e, id));
    }
    return true;
  }

  private void toApp(
      Request request, Response response, Callback callback, String id, Route.ToApp route) {
    CompletableFuture<Lease> leased = pool.lease(route.app().id());
    var _ =
        leased.whenComplete((lease, failure) -> {
          if (lease == null) {
            refuse(request, response, callback, id, failure);
          } else {
            String clientPath = clientPath(request, route.contextPath());
            handOver(
                request,
                response,
                callback,
                new Exchange(id, route.app().id(), clientPath, route.rest(), lease));
          }
        });
  }

  private static void refuse(
      Request request, Response response, Callback callback, String id, Throwable failure) {
    Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
    if (cause instanceof InvocationException refusal) {
      Answers.problem(request, response, callback, Problem.of(refusal, id));
    } else {
      log.error("request {} got no worker for a reason that the pool does not know", id, cause);
      Response.writeError(request, response, callback, cause);
    }
  }

  private void handOver(Request request, Response response, Callback callback, Exchange exchange) {
    WorkerChannel channel = new WorkerChannel(servlets, request, exchange.lease());
    ExchangeRequest inner = new ExchangeRequest(request, exchange, channel);
    ExchangeResponse answer = new ExchangeResponse(inner, response);
    ExchangeCallback end = new ExchangeCallback(inner, answer, callback);
    inner.endsBy(end);
    if (request.getLength() > exchange.lease().maxBodySize()) {
      end.end(exchange.bodyTooLarge());
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
    try {
      if (!super.handle(request, response, callback)) {
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
