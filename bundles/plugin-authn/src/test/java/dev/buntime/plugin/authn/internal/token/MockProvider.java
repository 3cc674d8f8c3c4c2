package dev.buntime.plugin.authn.internal.token;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A provider on the loopback address that shows what a test has it show. */
public final class MockProvider implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger keyRequests = new AtomicInteger();
  private final AtomicInteger discoveries = new AtomicInteger();
  private volatile String keys = TokenForge.jwks();
  private volatile int status = 200;
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private volatile Map<String, Object> changes = Map.of();

  public MockProvider() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Its base address. */
  public String uri() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The issuer of a realm of Keycloak, which it is as well. */
  public String realm() {
    return uri() + "/realms/demo";
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    try (exchange) {
      gate.await();
      if (path.endsWith("/.well-known/openid-configuration")) {
        discoveries.incrementAndGet();
        String issuer = uri() + path.replace("/.well-known/openid-configuration", "");
        Map<String, Object> members = new java.util.LinkedHashMap<>();
        members.put("issuer", issuer);
        members.put("jwks_uri", uri() + "/keys");
        members.putAll(changes);
        send(exchange, TokenForge.json(members));
      } else if (path.equals("/keys")) {
        keyRequests.incrementAndGet();
        send(exchange, keys);
      } else {
        exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/");
        exchange.sendResponseHeaders(302, -1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(HttpExchange exchange, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** Shows other keys from now on. */
  public void setKeys(String jwks) {
    keys = jwks;
  }

  /** Answers with another status from now on. */
  public void setStatus(int code) {
    status = code;
  }

  /** Says other things of itself from now on. */
  public void setMetadata(Map<String, Object> members) {
    changes = members;
  }

  /** Answers nothing until {@link #goOn}. */
  public void hold() {
    gate = new CountDownLatch(1);
  }

  /** Answers again. */
  public void goOn() {
    gate.countDown();
  }

  /** How often its keys were asked for. */
  public int keyRequests() {
    return keyRequests.get();
  }

  /** How often it was asked what it says of itself. */
  public int discoveries() {
    return discoveries.get();
  }

  @Override
  public void close() {
    goOn();
    server.stop(0);
    threads.shutdownNow();
  }
}
