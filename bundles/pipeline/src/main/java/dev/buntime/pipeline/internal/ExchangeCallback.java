package dev.buntime.pipeline.internal;

import dev.buntime.runtime.InvocationException;
import dev.buntime.worker.Lease;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends an exchange exactly once: by its app, by Jetty, or because the worker wants its place back.
 *
 * <p>An exchange that became a WebSocket keeps its place until the connection is closed.
 */
final class ExchangeCallback implements Callback {
  private static final Logger log = LoggerFactory.getLogger(ExchangeCallback.class);

  private final ExchangeRequest request;
  private final ExchangeResponse response;
  private final Callback delegate;
  private volatile @Nullable SocketEnd socket;
  private volatile Lease.@Nullable Recall wanted;

  ExchangeCallback(ExchangeRequest request, ExchangeResponse response, Callback delegate) {
    this.request = request;
    this.response = response;
    this.delegate = delegate;
  }

  @Override
  public void succeeded() {
    response.begin();
    var _ = request.access().end(committed -> succeed());
    request.completed(null);
  }

  private void succeed() {
    Lease lease = request.exchange().lease();
    String attribute = HttpStream.UPGRADE_CONNECTION_ATTRIBUTE;
    if (request.getWrapped().getAttribute(attribute) != null // not if a plugin has it refused
        && request.getAttribute(attribute) instanceof Connection upgraded) {
      SocketEnd end =
          new SocketEnd(upgraded, new Handover(lease), request.getComponents().getScheduler());
      socket = end;
      Lease.Recall missed = wanted;
      if (missed != null) {
        end.recalled(missed);
      }
      delegate.succeeded();
    } else {
      delegate.succeeded();
      lease.close();
    }
  }

  @Override
  public void failed(Throwable failure) {
    var _ =
        request
            .access()
            .end(committed -> {
              delegate.failed(failure);
              request.exchange().lease().close();
            });
  }

  /** Whether the exchange is over. */
  boolean isEnded() {
    return request.access().isEnded();
  }

  /** The worker wants its place back. */
  void recalled(Lease.Recall why) {
    wanted = why; // first: the exchange may be upgraded at this moment
    SocketEnd upgraded = socket;
    if (upgraded != null) {
      upgraded.recalled(why);
      return;
    }
    if (isBeingUpgraded()) {
      return; // in a moment it is a WebSocket, which is then closed as such
    }
    switch (why) {
      case CUT -> end(request.exchange().terminated());
      case TIMEOUT -> end(request.exchange().timedOut());
      case DRAIN -> {
        if (isEventStream()) {
          end(request.exchange().terminated());
        }
      }
    }
  }

  private boolean isBeingUpgraded() {
    return response.getWrapped().isCommitted()
        && request.getWrapped().getAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE) != null;
  }

  /**
   * Ends the exchange: answers in the app's stead or, where its answer has begun, breaks it off.
   */
  void end(InvocationException why) {
    var _ =
        request
            .access()
            .end(committed -> {
              if (committed) {
                abort(why);
              } else {
                answer(why);
              }
            });
  }

  private void answer(InvocationException why) {
    Request client = request.getWrapped();
    Response answer = response.getWrapped();
    try {
      client.fail(why); // wakes whoever waits for content, and tells asynchronous listeners
    } catch (RejectedExecutionException e) {
      log.debug("{} has no thread that could hear of its end", request.exchange().app(), e);
    }
    Answers.leaveBody(client, answer);
    Lease lease = request.exchange().lease();
    Callback closing =
        Callback.from(
            () -> {
              delegate.succeeded();
              lease.close();
            },
            failure -> {
              delegate.failed(failure);
              lease.close();
            });
    try {
      Answers.problem(client, answer, closing, Problem.of(why, request.exchange().requestId()));
    } catch (RuntimeException e) {
      closing.failed(e); // nobody else is going to end it
    }
  }

  private void abort(InvocationException why) {
    delegate.failed(new Request.Handler.AbortException(why)); // closes the connection
    request.exchange().lease().close();
    try {
      request.wake();
    } catch (RejectedExecutionException e) {
      log.debug("{} has no thread that could hear of its end", request.exchange().app(), e);
    }
  }

  private boolean isEventStream() {
    String type = response.getHeaders().get(HttpHeader.CONTENT_TYPE);
    return request.access().isCommitted() && type != null && type.startsWith("text/event-stream");
  }
}
