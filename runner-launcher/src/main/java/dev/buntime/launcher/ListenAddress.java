package dev.buntime.launcher;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/**
 * Where a runner is to listen.
 *
 * @param host name or address
 * @param port 0 to 65535, 0 = any free one
 * @param saidBy where the two come from, for a person, without a full stop
 */
record ListenAddress(String host, int port, String saidBy) {
  private static final int FIRST_UNPRIVILEGED_PORT = 1024;

  /**
   * Tries to listen there, and stops again.
   *
   * @return the port, a free one instead of 0
   * @throws Refusal if nobody can listen there now
   */
  int check() throws Refusal {
    InetAddress address = address();
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true); // as Jetty does, so that a restart need not wait
      socket.bind(new InetSocketAddress(address, port));
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new Refusal(
          "Cannot listen on %s port %d: %s. %s.".formatted(host, port, reason(address, e), saidBy),
          e);
    }
  }

  private InetAddress address() throws Refusal {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new Refusal(
          ("The host '%s' is unknown: name an address of this machine with %s or %s,"
                  + " such as 127.0.0.1. %s.")
              .formatted(host, Option.HOST.flag(), Option.HOST.variable(), saidBy),
          e);
    }
  }

  private String reason(InetAddress address, IOException e) {
    if (!isLocal(address)) {
      return "it is not an address of this machine, name another one with " + Option.HOST.flag();
    }
    // EACCES has no exception class of its own.
    if (port < FIRST_UNPRIVILEGED_PORT && String.valueOf(e.getMessage()).contains("ermission")) {
      return "this user may not use a port below 1024, name another one with " + Option.PORT.flag();
    }
    if (e instanceof BindException) {
      return "another program listens there, stop it or name another port with "
          + Option.PORT.flag()
          + " (0 = any free one)";
    }
    return String.valueOf(e.getMessage());
  }

  private static boolean isLocal(InetAddress address) {
    try {
      return address.isAnyLocalAddress()
          || address.isLoopbackAddress()
          || NetworkInterface.getByInetAddress(address) != null;
    } catch (IOException _) {
      return true; // unknown: leave it to the other reasons
    }
  }
}
