package dev.buntime.pipeline.internal;

import dev.buntime.worker.Lease;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.WebSocketConnection;

/**
 * Closes a connection that a request was upgraded to when its place in the worker is wanted back.
 *
 * <p>A WebSocket is closed as its protocol asks for: a close frame, behind whatever frame is being
 * written, then the connection when the peer has answered, or after a second. Jetty tells the app
 * of frames that will not be written any more, so the worker does the first step.
 */
final class SocketEnd {
  private static final int GOING_AWAY = 1001;
  private static final int INTERNAL_ERROR = 1011;
  private static final int SERVICE_RESTART = 1012; // registered with IANA after RFC 6455
  private static final int GRACE_SECONDS = 1;

  private final Connection connection;
  private final Handover worker;
  private final Scheduler scheduler;
  private final AtomicBoolean closing = new AtomicBoolean();

  SocketEnd(Connection connection, Handover worker, Scheduler scheduler) {
    this.connection = connection;
    this.worker = worker;
    this.scheduler = scheduler;
  }

  /** The worker wants the place back. */
  void recalled(Lease.Recall why) {
    switch (why) {
      case CUT -> close(SERVICE_RESTART, "the app is replaced");
      case DRAIN -> close(GOING_AWAY, "the server stops");
      case TIMEOUT -> close(INTERNAL_ERROR, "the app did not answer in time");
    }
  }

  private void close(int code, String reason) {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    if (connection instanceof WebSocketConnection webSocket) {
      worker.settle(() ->
          webSocket.enqueueFrame(new CloseStatus(code, reason).toFrame(), Callback.NOOP, false));
      var _ = scheduler.schedule(this::disconnect, GRACE_SECONDS, TimeUnit.SECONDS);
    } else {
      disconnect();
    }
  }

  private void disconnect() {
    connection.getEndPoint().close();
  }
}
