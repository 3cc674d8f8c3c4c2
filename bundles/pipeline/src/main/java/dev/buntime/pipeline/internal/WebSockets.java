package dev.buntime.pipeline.internal;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.WebSocketConnection;

/** What the runner does with the WebSockets of apps; Jetty's WebSocket bundles are optional. */
final class WebSockets {
  private WebSockets() {}

  /**
   * Sends a close frame, after the frames that are being written.
   *
   * @return whether the connection is a WebSocket, so that the peer will answer
   */
  static boolean close(Connection connection, int code, String reason) {
    if (!connection.getClass().getName().startsWith("org.eclipse.jetty.websocket.core.")) {
      return false; // Jetty's WebSocket classes need not be there
    }
    return Frames.close(connection, code, reason);
  }

  /** Apart, so that Jetty's WebSocket classes are loaded only if there is a WebSocket. */
  private static final class Frames {
    private Frames() {}

    static boolean close(Connection connection, int code, String reason) {
      if (!(connection instanceof WebSocketConnection socket)) {
        return false;
      }
      CloseStatus status = new CloseStatus(code, reason);
      socket.enqueueFrame(status.toFrame(), Callback.NOOP, false);
      return true;
    }
  }
}
