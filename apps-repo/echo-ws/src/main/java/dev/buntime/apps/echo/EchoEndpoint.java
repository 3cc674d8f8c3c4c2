package dev.buntime.apps.echo;

import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * One connection: every text and every binary message is sent back.
 *
 * <p>Sending waits for a client that reads slowly, so that nothing piles up in memory. The class is
 * public because WebSocket servers ask for that.
 */
public final class EchoEndpoint extends Endpoint {

  @Override
  public void onOpen(Session session, EndpointConfig config) {
    RemoteEndpoint.Basic client = session.getBasicRemote();
    MessageHandler.Whole<String> text = message -> send(() -> client.sendText(message));
    MessageHandler.Whole<ByteBuffer> bytes = message -> send(() -> client.sendBinary(message));
    session.addMessageHandler(String.class, text);
    session.addMessageHandler(ByteBuffer.class, bytes);
  }

  private static void send(Sending sending) {
    try {
      sending.run();
    } catch (IOException e) {
      throw new UncheckedIOException("the client has gone", e); // the server closes the connection
    }
  }

  private interface Sending {
    void run() throws IOException;
  }
}
