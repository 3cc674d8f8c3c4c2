package dev.buntime.itests;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** A port for a program that has to be told which one before it starts. */
public final class FreePort {
  private static final int LOWEST = 20_000;

  /** From here on the system gives ports to whoever asks for any: to others before the program. */
  private static final int END = 32_768;

  private static final int TRIES = 100;

  private FreePort() {}

  /** One of the loopback address at which nobody listens. */
  public static int find() throws IOException {
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, END);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IOException("none of %d ports from %d on is free".formatted(TRIES, LOWEST));
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException _) {
      return false;
    }
  }
}
