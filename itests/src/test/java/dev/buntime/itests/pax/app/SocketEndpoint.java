package dev.buntime.itests.pax.app;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * Notes on which threads it is called.
 *
 * <p>The text {@code idle} sets a short idle time-out, {@code ping} sends a ping, {@code flood}
 * sends more than a client takes that does not read. Binary messages are read as a stream.
 */
public final class SocketEndpoint extends Endpoint {
  private static final int BLOCK = 1_000_000;
  private static final int BLOCKS = 20;

  @Override
  public void onOpen(Session session, EndpointConfig config) {
    Heard.note("socket.open");
    MessageHandler.Whole<String> text = message -> hear(session, message);
    MessageHandler.Whole<InputStream> bytes = SocketEndpoint::read;
    MessageHandler.Whole<PongMessage> pong = message -> Heard.note("socket.pong");
    session.addMessageHandler(String.class, text);
    session.addMessageHandler(InputStream.class, bytes);
    session.addMessageHandler(PongMessage.class, pong);
  }

  @Override
  public void onClose(Session session, CloseReason reason) {
    Heard.note("socket.close");
  }

  @Override
  public void onError(Session session, Throwable failure) {
    Heard.note("socket.error");
  }

  private static void hear(Session session, String message) {
    Heard.note("socket.text");
    try {
      switch (message) {
        case "idle" -> session.setMaxIdleTimeout(100);
        case "ping" -> session.getBasicRemote().sendPing(ByteBuffer.allocate(1));
        case "flood" -> {
          for (int i = 0; i < BLOCKS; i++) {
            session
                .getAsyncRemote()
                .sendBinary(ByteBuffer.allocate(BLOCK), result -> Heard.note("socket.sent"));
          }
        }
        default -> session.getBasicRemote().sendText(message);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void read(InputStream in) {
    Heard.note("socket.stream");
    try {
      long _ = in.transferTo(java.io.OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
