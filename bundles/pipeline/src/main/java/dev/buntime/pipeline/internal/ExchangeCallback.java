package dev.buntime.pipeline.internal;

import dev.buntime.runtime.ErrorCode;
import dev.buntime.runtime.InvocationException;
import dev.buntime.worker.Lease;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Ends an exchange exactly once: by its app, by Jetty, or because the worker wants its place back.
 *
 * <p>An exchange that became a WebSocket keeps its place until the connection is closed.
 */
final class ExchangeCallback implements Callback {
  private final ExchangeRequest request;
  private final Response response;
  private final Callback delegate;
  private final AtomicBoolean open = new AtomicBoolean(true);

  ExchangeCallback(ExchangeRequest request, Response response, Callback delegate) {
    this.request = request;
    this.response = response;
    this.delegate = delegate;
  }

  @Override
  public void succeeded() {
    if (!open.compareAndSet(true, false)) {
      return;
    }
    Lease lease = request.exchange().lease();
    if (request.getAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE)
        instanceof Connection socket) {
      socket.addEventListener(new SocketEnd(lease));
      lease.onRecall(why -> socket.getEndPoint().close());
      delegate.succeeded();
    } else {
      delegate.succeeded();
      lease.close();
    }
  }

  @Override
  public void failed(Throwable failure) {
    if (open.compareAndSet(true, false)) {
      delegate.failed(failure);
      request.exchange().lease().close();
    }
  }

  /** Whether the exchange is over. */
  boolean isEnded() {
    return !open.get();
  }

  /** The worker wants its place back. */
  void recalled(Lease.Recall why) {
    if (why == Lease.Recall.CUT || isEventStream()) {
      Exchange exchange = request.exchange();
      failed(
          new InvocationException(
              ErrorCode.WORKER_TERMINATED,
              exchange.app() + " was stopped before it answered; try again.",
              exchange.app().app(),
              exchange.app().version().toString(),
              null));
    }
  }

  private boolean isEventStream() {
    String type = response.getHeaders().get(HttpHeader.CONTENT_TYPE);
    return response.isCommitted() && type != null && type.startsWith("text/event-stream");
  }

  private record SocketEnd(Lease lease) implements Connection.Listener {
    @Override
    public void onOpened(Connection connection) {
      // The lease is open already.
    }

    @Override
    public void onClosed(Connection connection) {
      lease.close();
    }
  }
}
