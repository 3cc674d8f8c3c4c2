package dev.buntime.itests;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A small OpenID provider on this machine, with pages for people: a button that logs in as ada, and
 * one page that says that somebody has logged out. It checks PKCE and takes each code once.
 */
final class ProviderServer implements AutoCloseable {
  static final String CLIENT = "buntime";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private final HttpServer server;
  private final KeyPair keys;

  ProviderServer() throws IOException {
    try {
      keys = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  String issuer() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    URI uri = exchange.getRequestURI();
    switch (uri.getPath()) {
      case "/.well-known/openid-configuration" -> json(exchange, discovery());
      case "/jwks" -> json(exchange, Map.of("keys", List.of(jwk())));
      case "/authorize" ->
          page(
              exchange,
              "<form action=/approve><input type=hidden name=query value='%s'>"
                      .formatted(uri.getRawQuery().replace("&", "&amp;").replace("'", "&#39;"))
                  + "<button id=login>Log in as ada</button></form>");
      case "/approve" -> approve(exchange, form(form(uri.getRawQuery()).get("query")));
      case "/token" ->
          token(
              exchange,
              form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
      case "/logout" -> page(exchange, "<p id=bye>Logged out of " + CLIENT + "</p>");
      default -> exchange.sendResponseHeaders(404, -1);
    }
    exchange.close();
  }

  private Map<String, Object> discovery() {
    return Map.of(
        "issuer", issuer(),
        "authorization_endpoint", issuer() + "/authorize",
        "token_endpoint", issuer() + "/token",
        "jwks_uri", issuer() + "/jwks",
        "end_session_endpoint", issuer() + "/logout");
  }

  private Map<String, String> jwk() {
    RSAPublicKey key = (RSAPublicKey) keys.getPublic();
    byte[] modulus = key.getModulus().toByteArray(); // the sign is a byte of its own
    return Map.of(
        "kty", "RSA",
        "kid", "k1",
        "alg", "RS256",
        "use", "sig",
        "n", BASE64.encodeToString(java.util.Arrays.copyOfRange(modulus, 1, modulus.length)),
        "e", BASE64.encodeToString(key.getPublicExponent().toByteArray()));
  }

  private void approve(HttpExchange exchange, Map<String, String> asked) throws IOException {
    String code = "code-" + numbers.incrementAndGet();
    codes.put(code, asked);
    String state = URLEncoder.encode(asked.get("state"), StandardCharsets.UTF_8);
    exchange
        .getResponseHeaders()
        .set("Location", asked.get("redirect_uri") + "?code=" + code + "&state=" + state);
    exchange.sendResponseHeaders(302, -1);
  }

  private void token(HttpExchange exchange, Map<String, String> form) throws IOException {
    Map<String, String> asked = codes.remove(form.getOrDefault("code", ""));
    if (asked == null
        || !challenge(form.getOrDefault("code_verifier", "")).equals(asked.get("code_challenge"))
        || !CLIENT.equals(form.get("client_id"))) {
      exchange.sendResponseHeaders(400, -1);
      return;
    }
    long now = Instant.now().getEpochSecond();
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", issuer());
    claims.put("sub", "ada");
    claims.put("aud", CLIENT);
    claims.put("iat", now);
    claims.put("exp", now + 300);
    claims.put("nonce", asked.get("nonce"));
    claims.put("name", "Ada Lovelace");
    json(
        exchange,
        Map.of(
            "access_token",
            "opaque",
            "token_type",
            "Bearer",
            "expires_in",
            300,
            "id_token",
            signed(claims)));
  }

  private String signed(Map<String, Object> claims) throws IOException {
    String text =
        BASE64.encodeToString(JSON.writeValueAsBytes(Map.of("alg", "RS256", "kid", "k1")))
            + "."
            + BASE64.encodeToString(JSON.writeValueAsBytes(claims));
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(keys.getPrivate());
      signature.update(text.getBytes(StandardCharsets.US_ASCII));
      return text + "." + BASE64.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String challenge(String verifier) {
    try {
      byte[] bytes = verifier.getBytes(StandardCharsets.US_ASCII);
      return BASE64.encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> form(String text) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String field : text.split("&")) {
      String[] pair = field.split("=", 2);
      fields.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
    }
    return fields;
  }

  private static void json(HttpExchange exchange, Map<String, Object> members) throws IOException {
    send(exchange, "application/json", JSON.writeValueAsBytes(members));
  }

  private static void page(HttpExchange exchange, String body) throws IOException {
    String page = "<!doctype html><title>provider</title>" + body;
    send(exchange, "text/html;charset=utf-8", page.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, String type, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }
}
