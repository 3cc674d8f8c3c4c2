package dev.buntime.repositories.internal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.rules.ExternalResource;

/** A server of files on a free port of this machine, which counts what it is asked for. */
public final class FileServer extends ExternalResource implements AutoCloseable {
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final Map<String, String> redirections = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
  private final Map<String, String> authorizations = new ConcurrentHashMap<>();
  private final Map<String, Boolean> stalling = new ConcurrentHashMap<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private @Nullable HttpServer server;

  @Override
  protected void before() throws IOException {
    start();
  }

  @Override
  protected void after() {
    close();
  }

  void start() throws IOException {
    HttpServer made =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    made.setExecutor(threads);
    made.createContext("/", this::serve);
    made.start();
    server = made;
  }

  private HttpServer server() {
    return Objects.requireNonNull(server, "it is there in a test only");
  }

  void stop() {
    end.countDown();
    server().stop(0);
  }

  @Override
  public void close() {
    stop();
    threads.shutdownNow();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server().getAddress().getPort() + path);
  }

  void put(String path, byte[] content) {
    files.put(path, content);
  }

  void remove(String path) {
    files.remove(path);
  }

  void redirect(String path, String location) {
    redirections.put(path, location);
  }

  /** Sends headers and one byte, and never the rest. */
  void stall(String path) {
    stalling.put(path, true);
  }

  int requests(String path) {
    AtomicInteger count = requests.get(path);
    return count == null ? 0 : count.get();
  }

  /** The last header {@code Authorization}; empty if there was none. */
  String authorization(String path) {
    return authorizations.getOrDefault(path, "");
  }

  private void serve(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    requests.computeIfAbsent(path, _ -> new AtomicInteger()).incrementAndGet();
    authorizations.put(
        path,
        Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Authorization"), ""));
    try (exchange) {
      if (redirections.containsKey(path)) {
        exchange.getResponseHeaders().set("Location", redirections.get(path));
        exchange.sendResponseHeaders(302, -1);
      } else if (stalling.containsKey(path)) {
        stallAfterOneByte(exchange);
      } else if (files.containsKey(path)) {
        byte[] content = files.get(path);
        exchange.sendResponseHeaders(200, content.length == 0 ? -1 : content.length);
        exchange.getResponseBody().write(content);
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  private void stallAfterOneByte(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    OutputStream body = exchange.getResponseBody();
    body.write('x');
    body.flush();
    try {
      end.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
