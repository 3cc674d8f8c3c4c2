package dev.buntime.sandbox.internal.guard;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.util.Timer;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/** How a resource is ended, and in which order: first what cannot block. */
enum ResourceKind {
  THREAD,
  TIMER,
  EXECUTOR,
  HTTP_CLIENT,
  PROCESS,
  SOCKET,
  HTTP_CONNECTION,
  OTHER;

  static ResourceKind of(Object resource) {
    return switch (resource) {
      case Thread _ -> THREAD;
      case Timer _ -> TIMER;
      case ExecutorService _ -> EXECUTOR;
      case HttpClient _ -> HTTP_CLIENT;
      case Process _ -> PROCESS;
      case Socket _, ServerSocket _, DatagramSocket _ -> SOCKET;
      case HttpURLConnection _ -> HTTP_CONNECTION;
      default -> OTHER;
    };
  }

  /** Ends a resource; nothing happens if it has ended. May block, and run code of the app. */
  static void end(Object resource) throws IOException {
    switch (resource) {
      case Thread thread -> thread.interrupt();
      case Timer timer -> timer.cancel();
      case ExecutorService executor -> executor.shutdownNow();
      case HttpClient client -> client.shutdownNow();
      case Process process -> process.destroyForcibly();
      case Socket socket -> socket.close();
      case ServerSocket socket -> socket.close();
      case DatagramSocket socket -> socket.close();
      case HttpURLConnection connection -> connection.disconnect();
      default -> {
        // A connection to a file or the like: nothing to end.
      }
    }
  }

  /**
   * What has to be done to end a resource that should have ended, in words; null if it has ended or
   * needs no end.
   */
  static @Nullable String toEnd(Object resource) {
    return switch (resource) {
      case ExecutorService executor when !executor.isShutdown() ->
          "stopped executor " + executor.getClass().getName();
      case HttpClient client when !client.isTerminated() -> "stopped HTTP client";
      case Process process when process.isAlive() -> "killed process " + process.pid();
      case Socket socket when !socket.isClosed() ->
          "closed socket to " + socket.getRemoteSocketAddress();
      case ServerSocket socket when !socket.isClosed() ->
          "closed server socket at port " + socket.getLocalPort();
      case DatagramSocket socket when !socket.isClosed() ->
          "closed datagram socket at port " + socket.getLocalPort();
      default -> null; // threads and timers are told by their threads
    };
  }
}
