package dev.buntime.plugin.authn.internal.login;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A provider on this machine that does what OpenID Connect asks for, unless a test has it do
 * something else: it logs in everybody as ada, checks client, code, PKCE and redirect URI, and
 * takes each code and each refresh token once.
 */
final class FakeProvider implements AutoCloseable {
  static final String CLIENT = "buntime";
  static final String SECRET = "s3cret & more/+:";

  private static final RSAKey KEY = key();

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private final FakeClock clock;
  private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
  private final Map<String, String> refreshTokens = new ConcurrentHashMap<>();
  private final AtomicInteger numbers = new AtomicInteger();

  /** How often it was asked for tokens. */
  final AtomicInteger tokenRequests = new AtomicInteger();

  /** Changes the claims of ID tokens. */
  volatile Consumer<Map<String, Object>> idClaims = _ -> {};

  /** Makes the claims of access tokens, which are opaque if it is null. */
  volatile @Nullable Consumer<Map<String, Object>> accessClaims;

  /** Changes what it tells of itself. */
  volatile Consumer<Map<String, Object>> metadata = _ -> {};

  /** Changes the query with which browsers are sent back. */
  volatile Consumer<Map<String, String>> comeback = _ -> {};

  /** Changes what comes with tokens. */
  volatile Consumer<Map<String, Object>> grant = _ -> {};

  /** Changes an ID token that is signed. */
  volatile UnaryOperator<String> idToken = token -> token;

  /** Answers instead of the token endpoint if it is not null. */
  volatile @Nullable String tokenError;

  volatile int tokenStatus = 400;

  /** As long as it is there, requests for tokens wait. */
  volatile @Nullable CountDownLatch hang;

  FakeProvider(FakeClock clock) throws IOException {
    this.clock = clock;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  private static RSAKey key() {
    try {
      return new RSAKeyGenerator(2048).keyID("k1").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  String issuer() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    CountDownLatch waiting = hang;
    if (waiting != null) {
      waiting.countDown();
    }
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      switch (exchange.getRequestURI().getPath()) {
        case "/.well-known/openid-configuration" -> json(exchange, 200, discovery());
        case "/jwks" -> json(exchange, 200, new JWKSet(KEY).toJSONObject());
        case "/authorize" -> authorize(exchange);
        case "/token" -> token(exchange);
        default -> exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  private Map<String, Object> discovery() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("issuer", issuer());
    members.put("authorization_endpoint", issuer() + "/authorize?tenant=a");
    members.put("token_endpoint", issuer() + "/token");
    members.put("jwks_uri", issuer() + "/jwks");
    members.put("end_session_endpoint", issuer() + "/logout");
    members.put("authorization_response_iss_parameter_supported", true);
    metadata.accept(members);
    return members;
  }

  private void authorize(HttpExchange exchange) throws IOException {
    Map<String, String> asked = form(exchange.getRequestURI().getRawQuery());
    String code = "code-" + numbers.incrementAndGet();
    codes.put(code, asked);
    Map<String, String> back = new LinkedHashMap<>();
    back.put("code", code);
    back.put("state", asked.getOrDefault("state", ""));
    back.put("iss", issuer());
    comeback.accept(back);
    StringBuilder query = new StringBuilder();
    back.forEach((name, value) ->
        query
            .append(query.isEmpty() ? "?" : "&")
            .append(name)
            .append('=')
            .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    exchange.getResponseHeaders().set("Location", asked.get("redirect_uri") + query);
    exchange.sendResponseHeaders(302, -1);
  }

  private void token(HttpExchange exchange) throws IOException {
    tokenRequests.incrementAndGet();
    Map<String, String> form =
        form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    CountDownLatch waiting = hang;
    if (waiting != null) {
      try {
        waiting.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    String error = tokenError;
    if (error != null) {
      json(exchange, tokenStatus, Map.of("error", error, "error_description", "<b>no</b> tokens"));
      return;
    }
    String mistake = mistake(exchange, form);
    if (!mistake.isEmpty()) {
      json(exchange, 400, Map.of("error", mistake));
      return;
    }
    String nonce =
        form.containsKey("code")
            ? Objects.requireNonNull(codes.remove(form.get("code"))).get("nonce")
            : refreshTokens.remove(form.get("refresh_token"));
    json(exchange, 200, tokens(nonce));
  }

  private String mistake(HttpExchange exchange, Map<String, String> form) {
    String pair =
        URLEncoder.encode(CLIENT, StandardCharsets.UTF_8)
            + ":"
            + URLEncoder.encode(SECRET, StandardCharsets.UTF_8);
    String basic =
        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    if (!basic.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      return "invalid_client";
    }
    if ("refresh_token".equals(form.get("grant_type"))) {
      return refreshTokens.containsKey(form.getOrDefault("refresh_token", ""))
          ? ""
          : "invalid_grant";
    }
    Map<String, String> asked = codes.get(form.getOrDefault("code", ""));
    boolean holds =
        asked != null
            && "authorization_code".equals(form.get("grant_type"))
            && "S256".equals(asked.get("code_challenge_method"))
            && challenge(form.getOrDefault("code_verifier", "")).equals(asked.get("code_challenge"))
            && form.getOrDefault("redirect_uri", "").equals(asked.get("redirect_uri"));
    return holds ? "" : "invalid_grant";
  }

  private Map<String, Object> tokens(@Nullable String nonce) {
    String access = access();
    String refresh = "refresh-" + numbers.incrementAndGet();
    refreshTokens.put(refresh, nonce == null ? "" : nonce);
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", issuer());
    claims.put("sub", "ada");
    claims.put("aud", List.of(CLIENT));
    claims.put("name", "Ada Lovelace");
    claims.put("email", "ada@example.org");
    claims.put("iat", clock.instant().getEpochSecond());
    claims.put("exp", clock.instant().plusSeconds(300).getEpochSecond());
    claims.put("nonce", nonce);
    claims.put("at_hash", hash(access));
    claims.put("roles", List.of("reader"));
    idClaims.accept(claims);
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("access_token", access);
    members.put("token_type", "bearer");
    members.put("expires_in", 300);
    members.put("refresh_token", refresh);
    members.put("id_token", idToken.apply(signed(claims)));
    grant.accept(members);
    return members;
  }

  private String access() {
    Consumer<Map<String, Object>> made = accessClaims;
    if (made == null) {
      return "access-" + numbers.incrementAndGet();
    }
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", issuer());
    claims.put("sub", "ada");
    claims.put("azp", CLIENT);
    claims.put("aud", CLIENT);
    claims.put("typ", "Bearer");
    claims.put("exp", clock.instant().plusSeconds(300).getEpochSecond());
    made.accept(claims);
    return signed(claims);
  }

  private static String signed(Map<String, Object> claims) {
    JWTClaimsSet.Builder set = new JWTClaimsSet.Builder();
    claims.forEach((name, value) -> set.claim(name, isTime(name) ? date(value) : value));
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .type(JOSEObjectType.JWT)
                .keyID(KEY.getKeyID())
                .build(),
            set.build());
    try {
      jwt.sign(new RSASSASigner(KEY));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return jwt.serialize();
  }

  private static boolean isTime(String name) {
    return name.equals("iat") || name.equals("exp");
  }

  private static Date date(Object seconds) {
    return Date.from(Instant.ofEpochSecond(((Number) seconds).longValue()));
  }

  private static String challenge(String verifier) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(verifier));
  }

  private static String hash(String token) {
    byte[] whole = sha256(token);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOf(whole, whole.length / 2));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The fields of a form or a query. */
  static Map<String, String> form(@Nullable String text) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String field : (text == null ? "" : text).split("&")) {
      String[] pair = field.split("=", 2);
      if (pair.length == 2) {
        fields.put(
            URLDecoder.decode(pair[0], StandardCharsets.UTF_8),
            URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
      }
    }
    return fields;
  }

  /** The query of an address. */
  static Map<String, String> queryOf(String address) {
    return form(URI.create(address).getRawQuery());
  }

  private static void json(HttpExchange exchange, int status, Map<String, Object> members)
      throws IOException {
    byte[] body = JSONObjectUtils.toJSONString(members).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }
}
