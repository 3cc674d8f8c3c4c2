package dev.buntime.pipeline.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.plugin.AppTarget;
import dev.buntime.plugin.Decision;
import dev.buntime.plugin.Identity;
import dev.buntime.plugin.PluginRequest;
import dev.buntime.runtime.ErrorCode;
import dev.buntime.worker.HealthProbe;
import jakarta.servlet.http.HttpServletRequest;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** What plugins see of requests and do to them. */
public final class PluginRequestTest {
  private static final Identity ANN =
      new Identity(
          "u-1",
          "Änn",
          "ann@example.com",
          Set.of("admin", "user"),
          Set.of("staff"),
          Map.of("level", 3));

  @Rule public final TestFront front = new TestFront();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Recorder first = new Recorder();
  private final Recorder second = new Recorder();
  private final Map<String, Object> seen = new ConcurrentHashMap<>();

  @Before
  public void listen() {
    front.plugins.all.addAll(List.of(first, second));
    front.plugins.executor = threads;
    front.app =
        (request, response) -> {
          seen.put("thread", Thread.currentThread().getName());
          seen.put("headers", headers(request));
          seen.put("attribute", String.valueOf(request.getAttribute("tenant")));
          seen.put("principal", String.valueOf(request.getUserPrincipal()));
          seen.put("user", String.valueOf(request.getRemoteUser()));
          seen.put("scheme", String.valueOf(request.getAuthType()));
          seen.put("admin", request.isUserInRole("admin"));
          seen.put("root", request.isUserInRole("root"));
          seen.put("authenticated", request.authenticate(response));
        };
  }

  @After
  public void end() {
    threads.shutdownNow();
  }

  private static Map<String, List<String>> headers(HttpServletRequest request) {
    Map<String, List<String>> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    Collections.list(request.getHeaderNames())
        .forEach(name -> all.put(name, Collections.list(request.getHeaders(name))));
    return all;
  }

  @SuppressWarnings("unchecked")
  private Map<String, List<String>> seenHeaders() {
    return (Map<String, List<String>>) Objects.requireNonNull(seen.get("headers"));
  }

  @Test
  public void request_isShownAsItCame() throws Exception {
    Raw.exchange(
        front.port(),
        "GET /shop@1/a%20b/../c;x=1?q=1&r=%20 HTTP/1.1",
        "X-Request-Id: r-1",
        "X-Two: a",
        "x-two: b");

    PluginRequest shown = first.requests.getFirst();
    assertThat(shown.requestId()).isEqualTo("r-1");
    assertThat(shown.method()).isEqualTo("GET");
    assertThat(shown.scheme()).isEqualTo("http");
    assertThat(shown.authority()).isEqualTo("localhost");
    assertThat(shown.path()).isEqualTo("/shop@1/a%20b/../c;x=1");
    assertThat(shown.query()).contains("q=1&r=%20");
    assertThat(shown.remoteAddress().orElseThrow().getAddress().isLoopbackAddress()).isTrue();
    assertThat(shown.isUpgrade()).isFalse();
    assertThat(shown.headerNames()).contains("x-two", "host").doesNotContain("X-Two");
    assertThat(shown.headers("X-TWO")).containsExactly("a", "b");
    assertThat(shown.header("x-two")).contains("a");
    assertThat(shown.headers("x-none")).isEmpty();
    assertThat(shown.attribute("tenant")).isEmpty();
    assertThat(shown.identity()).isEmpty();
  }

  @Test
  public void request_whenItNamesNoHost_hasNoAuthority() throws Exception {
    try (var socket = Raw.connect(front.port())) {
      socket.getOutputStream().write("GET /shop HTTP/1.0\r\n\r\n".getBytes(UTF_8));
      socket.getInputStream().readAllBytes();
    }

    assertThat(first.requests.getFirst().authority()).isEmpty();
  }

  @Test
  public void request_whenWebSocket_isAnUpgrade() throws Exception {
    Raw.exchange(
        front.port(),
        "GET /shop HTTP/1.1",
        "Upgrade: websocket",
        "Connection: keep-alive, Upgrade");

    assertThat(first.requests.getFirst().isUpgrade()).isTrue();
  }

  @Test
  public void app_isKnownWhereThereIsOne() throws Exception {
    for (String path :
        List.of("/shop", "/shop@1/x%20y", "/shop@%5B1.0,2.0)/", "/", "/nobody", "/_/x")) {
      front.send("GET", path);
    }

    assertThat(first.requests)
        .extracting(request -> request.app().orElse(null))
        .containsExactly(
            new AppTarget("shop", "1.2.3", "", ""),
            new AppTarget("shop", "1.2.3", "1", "/x y"),
            new AppTarget("shop", "1.2.3", "[1.0,2.0)", "/"),
            null,
            null,
            null);
  }

  @Test
  public void headers_whenChanged_areSeenByLaterPluginsAndTheApp() throws Exception {
    first.onRequest =
        request ->
            Decision.pass()
                .withHeader("X-New", "a", "b")
                .withHeader("X-Kept", "changed")
                .withoutHeader("x-gone");

    front.send("GET", "/shop", "X-Kept", "old", "X-Gone", "1", "X-Other", "2");

    PluginRequest shown = second.requests.getFirst();
    assertThat(shown.headers("X-New")).containsExactly("a", "b");
    assertThat(shown.headers("X-Kept")).containsExactly("changed");
    assertThat(shown.headerNames()).contains("x-other").doesNotContain("x-gone");
    assertThat(seenHeaders())
        .containsEntry("X-New", List.of("a", "b"))
        .containsEntry("X-Kept", List.of("changed"))
        .containsEntry("X-Other", List.of("2"))
        .doesNotContainKey("X-Gone");
    assertThat(first.requests.getFirst().headers("X-Kept"))
        .as("what it was shown")
        .containsExactly("old");
  }

  @Test
  public void attributes_areSeenByLaterPluginsAndTheApp() throws Exception {
    first.onRequest = request -> Decision.pass().withAttribute("tenant", "blue");
    second.onRequest =
        request -> Decision.pass().withAttribute("tenant", request.attribute("tenant") + "!");

    front.send("GET", "/shop");

    assertThat(second.requests.getFirst().attribute("tenant")).contains("blue");
    assertThat(seen).containsEntry("attribute", "Optional[blue]!");
  }

  @Test
  public void identity_isSeenByLaterPluginsAndTheApp() throws Exception {
    first.onRequest = request -> Decision.pass().withIdentity(ANN);

    front.send("GET", "/shop");

    assertThat(second.requests.getFirst().identity()).contains(ANN);
    assertThat(seen)
        .containsEntry("principal", "u-1")
        .containsEntry("user", "u-1")
        .containsEntry("scheme", "test")
        .containsEntry("admin", true)
        .containsEntry("root", false)
        .containsEntry("authenticated", true);
    assertThat(seenHeaders())
        .containsEntry(
            "X-Identity",
            List.of(
                "{\"sub\":\"u-1\",\"name\":\"\\u00C4nn\",\"email\":\"ann@example.com\","
                    + "\"roles\":[\"admin\",\"user\"],\"groups\":[\"staff\"],"
                    + "\"claims\":{\"level\":3}}"));
  }

  @Test
  public void identity_ofTheLastPluginCounts_andSoDoesTheRunnersServlet() throws Exception {
    first.onRequest = request -> Decision.pass().withIdentity(ANN);
    second.onRequest = request -> Decision.pass().withIdentity(Identity.of("u-2", "root"));

    front.send("GET", "/_/x");

    assertThat(seen).containsEntry("user", "u-2").containsEntry("root", true);
    assertThat(seen.get("thread")).asString().doesNotMatch(TestFront::isWorker).startsWith("qtp");
  }

  @Test
  public void identity_whenNobodyKnowsIt_isNotThere() throws Exception {
    front.send("GET", "/shop");

    assertThat(seen)
        .containsEntry("principal", "null")
        .containsEntry("user", "null")
        .containsEntry("scheme", "null")
        .containsEntry("admin", false)
        .containsEntry("authenticated", false);
  }

  @Test
  public void identity_whenAClientForgesItBehindTheBody_neverGetsThrough() throws Exception {
    front.app =
        (request, response) -> {
          request.getInputStream().readAllBytes();
          response.getWriter().print(new TreeMap<>(request.getTrailerFields()));
        };
    for (boolean withPlugins : List.of(true, false)) {
      if (!withPlugins) {
        front.plugins.all.clear();
      }
      for (String path : List.of("/shop", "/_/x")) {
        String answer =
            Raw.exchange(
                front.port(),
                "POST " + path + " HTTP/1.1",
                "X-Identity-Before: u-1",
                "Transfer-Encoding: chunked",
                "Trailer: X-Identity",
                "",
                "4\r\nbody\r\n0\r\nX-Identity: u-1\r\nx_IDENTITY-Roles: admin\r\n"
                    + "X-Checksum: 7\r\n\r\n");

        assertThat(answer).as(path).startsWith("HTTP/1.1 200").endsWith("{x-checksum=7}");
      }
    }
  }

  @Test
  public void identity_whenAClientForgesIt_neverGetsThrough() throws Exception {
    String[] forged = {
      "X-Identity", "u-1",
      "x-identity-roles", "admin",
      "X_Identity", "u-1",
      "x-IDENTITY_email", "e",
      "X-IdentityX", "x",
      "X-Ident", "harmless",
      "X", "harmless"
    };
    for (boolean withPlugins : List.of(true, false)) {
      if (!withPlugins) {
        front.plugins.all.clear();
      }
      for (String path : List.of("/shop", "/_/x")) {
        seen.clear();
        front.send("GET", path, forged);

        assertThat(seenHeaders().keySet())
            .as(path)
            .contains("X-Ident", "X")
            .noneMatch(name -> name.toLowerCase(Locale.ROOT).matches("x[-_]identity.*"));
        assertThat(seen).containsEntry("user", "null");
      }
    }
    assertThat(first.requests).hasSize(2);
    assertThat(first.requests)
        .allSatisfy(request ->
            assertThat(request.headerNames())
                .contains("x-ident")
                .noneMatch(name -> name.matches("x[-_]identity.*")));
  }

  @Test
  public void answer_endsTheWay() throws Exception {
    first.onRequest =
        request ->
            Decision.answer(202)
                .withHeader("X-By", "plugin")
                .withBody("text/plain", "from the plugin".getBytes(UTF_8));

    HttpResponse<String> answer = front.send("GET", "/shop", "X-Request-Id", "r-1");

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.headers().firstValue("X-By")).contains("plugin");
    assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain");
    assertThat(answer.headers().firstValue("X-Request-Id")).contains("r-1");
    assertThat(answer.body()).isEqualTo("from the plugin");
    assertThat(second.requests).isEmpty();
    assertThat(front.leases).isEmpty();
    assertThat(first.answers).containsExactly(202);
    assertThat(second.answers).containsExactly(202);
  }

  @Test
  public void answer_whenTheStatusHasNoBody_isSentWithout() throws Exception {
    for (int status : List.of(204, 304)) {
      first.onRequest = request -> Decision.answer(status).withBody("text/plain", new byte[3]);

      assertThat(front.send("GET", "/shop").statusCode()).isEqualTo(status);
    }
    first.onRequest = request -> Decision.answer(200).withBody("text/plain", new byte[3]);
    assertThat(front.send("HEAD", "/shop").headers().firstValue("Content-Length")).contains("3");
  }

  @Test
  public void refusal_isAProblem() throws Exception {
    first.onRequest =
        request ->
            Decision.refuse(ErrorCode.UNAUTHENTICATED, "Log in.")
                .withHeader("WWW-Authenticate", "Basic realm=\"x\"");

    HttpResponse<String> answer = front.send("GET", "/shop@1", "X-Request-Id", "r-1");

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Basic realm=\"x\"");
    assertThat(answer.body())
        .isEqualTo(
            "{\"type\":\"about:blank\",\"title\":\"Authentication required\",\"status\":401,"
                + "\"detail\":\"Log in.\",\"code\":\"UNAUTHENTICATED\",\"app\":\"shop\","
                + "\"version\":\"1.2.3\",\"requestId\":\"r-1\"}");
  }

  @Test
  public void requiredPlugins_whenMissing_keepAppsShut() throws Exception {
    front.plugins.awaited.addAll(List.of("plugin-a", "plugin-b"));

    for (String path : List.of("/shop", "/", "/nobody", "/nobody@9")) {
      HttpResponse<String> answer = front.send("GET", path);

      assertThat(answer.statusCode()).as(path).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).contains("1");
      assertThat(answer.body())
          .contains("\"code\":\"NOT_READY\"", "plugin-a, plugin-b")
          .doesNotContain("shop");
    }
    assertThat(first.requests).as("nobody may answer in their stead").isEmpty();
    assertThat(first.answers).containsExactly(503, 503, 503, 503);
    assertThat(front.send("GET", "/_/x").statusCode()).as("has a login").isEqualTo(200);
    front.plugins.all.clear();
    assertThat(front.send("GET", "/shop").statusCode()).as("without any plugin").isEqualTo(503);
    front.plugins.awaited.clear();
    assertThat(front.send("GET", "/shop").statusCode()).isEqualTo(200);
  }

  @Test
  public void healthChecks_doNotDependOnPlugins() throws Exception {
    first.onRequest = request -> Decision.refuse(ErrorCode.FORBIDDEN, "no");

    assertThat(front.send("GET", "/_/health").statusCode()).isEqualTo(200);
    assertThat(front.send("GET", "/_/health/live").statusCode()).isEqualTo(200);
    assertThat(front.send("GET", "/_/healthy").statusCode()).isEqualTo(403);
    int probed =
        ((HealthProbe) front.endpoint()).get(TestFront.SHOP, "/health", front.new TestLease());

    assertThat(probed).as("of a version that is not in routing").isEqualTo(200);
    assertThat(first.answers).containsExactly(403);
    await().untilAsserted(() -> assertThat(front.plugins.open).hasValue(0));
  }

  @Test
  public void manyAtOnce_areNotMixedUp() throws Exception {
    front.app =
        (request, response) ->
            response
                .getWriter()
                .print(request.getHeader("X-Number") + " " + request.getRemoteUser());
    first.onRequest =
        request ->
            Decision.pass()
                .withHeader("X-Number", request.query().orElseThrow())
                .withIdentity(Identity.of("u-" + request.query().orElseThrow()));
    second.onResponse =
        response -> response.setHeader("X-Number", response.request().query().orElseThrow());

    List<CompletableFuture<HttpResponse<String>>> answers = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 500; i++) {
      answers.add(front.sendAsync("GET", "/shop?" + i));
    }

    for (int i = 0; i < 500; i++) {
      HttpResponse<String> answer = answers.get(i).get();
      assertThat(answer.body()).isEqualTo(i + " u-" + i);
      assertThat(answer.headers().firstValue("X-Number")).contains("" + i);
    }
    await().untilAsserted(() -> assertThat(front.plugins.open).hasValue(0));
  }
}
