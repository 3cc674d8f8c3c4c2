package dev.buntime.pipeline.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** HTTP by hand, for what a decent client does not send. */
final class Raw {
  private static final int TIMEOUT_MILLIS = 20_000;

  private Raw() {}

  /**
   * Sends a request and returns all of the answer.
   *
   * @param lines request line and headers; a body may follow after an empty line
   */
  static String exchange(int port, String... lines) throws IOException {
    try (Socket socket = connect(port)) {
      send(socket, lines);
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    return socket;
  }

  /** Sends a request on a connection that is closed after the answer. */
  static void send(Socket socket, String... lines) throws IOException {
    String request = String.join("\r\n", lines);
    String head = "\r\nHost: localhost\r\nConnection: close";
    int end = request.indexOf("\r\n\r\n");
    String text =
        end < 0
            ? request + head + "\r\n\r\n"
            : request.substring(0, end) + head + request.substring(end);
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }
}
