package dev.buntime.plugin.authn.internal.token;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A provider whose first connection answers one request, and then is of no use; all others do well.
 * It says on which one it answers, counted from one. Speaks HTTP/1.1, and HTTP/2 with whoever asks
 * for it.
 */
final class OldConnection implements AutoCloseable {
  private static final byte[] SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};
  private static final byte[] SETTINGS_SEEN = {0, 0, 0, 4, 1, 0, 0, 0, 0};
  private static final byte[] HEADERS_OF_STATUS_200 = {0, 0, 1, 1, 4, 0, 0, 0, 1, (byte) 0x88};

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final boolean breaks;

  private OldConnection(boolean breaks) throws IOException {
    this.breaks = breaks;
    Thread.ofPlatform().daemon().name("old-connection").start(this::accept);
  }

  /** The first connection stays open and says no more. */
  static OldConnection dead() throws IOException {
    return new OldConnection(false);
  }

  /** The first connection is reset when it is used again. */
  static OldConnection broken() throws IOException {
    return new OldConnection(true);
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/keys");
  }

  private void accept() {
    try {
      for (int number = 1; ; number++) {
        int connection = number;
        Socket socket = server.accept();
        sockets.add(socket);
        Thread.ofPlatform()
            .daemon()
            .name("old-connection-" + connection)
            .start(() -> serve(socket, connection));
      }
    } catch (IOException _) {
      // It is closed.
    }
  }

  private void serve(Socket socket, int connection) {
    byte[] body = ("connection " + connection).getBytes(StandardCharsets.US_ASCII);
    try (socket) {
      InputStream in = socket.getInputStream();
      OutputStream out = socket.getOutputStream();
      String request = request(in);
      while (!request.isEmpty()) {
        boolean http2 = request.contains("Upgrade: h2c") && !breaks;
        out.write(http2 ? http2(body) : http1(body));
        out.flush();
        request = connection == 1 ? old(socket) : request(in);
      }
    } catch (IOException _) {
      // The client is gone; what it has got, the test sees there.
    }
  }

  /** What becomes of the next request of the first connection. */
  private String old(Socket socket) throws IOException {
    if (breaks) {
      var _ = request(socket.getInputStream());
      socket.setSoLinger(true, 0);
    } else {
      var _ = socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    }
    return "";
  }

  /** The head of a request; empty at the end of the connection. */
  private static String request(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static byte[] http1(byte[] body) {
    return joined(
        "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n"
            .formatted(body.length)
            .getBytes(StandardCharsets.US_ASCII),
        body);
  }

  /** The change to HTTP/2, and the answer to the request that asked for it. */
  private static byte[] http2(byte[] body) {
    return joined(
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII),
        SETTINGS,
        SETTINGS_SEEN,
        HEADERS_OF_STATUS_200,
        new byte[] {0, 0, (byte) body.length, 0, 1, 0, 0, 0, 1},
        body);
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
