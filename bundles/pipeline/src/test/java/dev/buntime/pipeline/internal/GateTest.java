package dev.buntime.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.plugin.Plugin;
import dev.buntime.runtime.ErrorCode;
import dev.buntime.runtime.InvocationException;
import dev.buntime.sandbox.ClientView;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;

public final class GateTest {
  private static final String ID = "X-Request-Id";

  @Rule public final TestFront front = new TestFront();
  private final Map<String, Object> seen = new ConcurrentHashMap<>();

  @Test
  public void handle_whenApp_runsItOnTheWorkersThread() throws Exception {
    front.app =
        (request, response) -> {
          seen.put("thread", Thread.currentThread().getName());
          seen.put("loader", Thread.currentThread().getContextClassLoader());
          response.setHeader("X-App", "yes");
          response.getWriter().print("hello");
        };

    HttpResponse<String> answer = front.send("GET", "/shop/x");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("hello");
    assertThat(answer.headers().firstValue("X-App")).contains("yes");
    assertThat(seen.get("thread")).asString().matches(TestFront::isWorker);
    assertThat(seen).containsEntry("loader", front.appLoader);
    assertClosedOnce();
  }

  @Test
  public void handle_whenApp_showsInnerPathAndClientView() throws Exception {
    front.app =
        (request, response) -> {
          seen.put("servletPath", request.getServletPath());
          seen.put("pathInfo", request.getPathInfo());
          seen.put("uri", request.getRequestURI());
          seen.put("query", request.getQueryString());
          ClientView view = Objects.requireNonNull(ClientView.of(request));
          seen.put("contextPath", view.contextPath());
          seen.put("owned", view.threads().ownsCurrentThread());
        };

    front.send("GET", "/shop@1/a%20b/c?q=1&q=2");

    assertThat(seen)
        .containsEntry("servletPath", "")
        .containsEntry("pathInfo", "/.w/7/a b/c")
        .containsEntry("uri", "/shop@1/a%20b/c")
        .containsEntry("query", "q=1&q=2")
        .containsEntry("contextPath", "/shop@1")
        .containsEntry("owned", true);
  }

  @Test
  public void handle_whenNoRest_hasTheContextAlone() throws Exception {
    rememberPaths();

    front.send("GET", "/shop");

    assertThat(seen).containsEntry("pathInfo", "/.w/7").containsEntry("contextPath", "/shop");
  }

  @Test
  public void handle_whenRangeIsEncoded_keepsWhatTheClientTyped() throws Exception {
    rememberPaths();

    front.send("GET", "/shop@%5B1.0,2.0)/x");
    assertThat(seen).containsEntry("contextPath", "/shop@%5B1.0,2.0)");

    front.send("GET", "/%73hop/x");
    assertThat(seen).containsEntry("contextPath", "/%73hop");
  }

  @Test
  public void handle_whenRangeIsNotEncoded_isTaken() throws Exception {
    rememberPaths();

    assertThat(Raw.exchange(front.port(), "GET /shop@[1.0,2.0)/x HTTP/1.1"))
        .startsWith("HTTP/1.1 200");

    assertThat(seen).containsEntry("contextPath", "/shop@[1.0,2.0)");
  }

  @Test
  public void handle_whenDotSegments_tellsTheRoutedPath() throws Exception {
    rememberPaths();

    Raw.exchange(front.port(), "GET /other/../shop@1/./x HTTP/1.1");

    assertThat(seen).containsEntry("contextPath", "/shop@1").containsEntry("pathInfo", "/.w/7/x");
  }

  @Test
  public void handle_whenPathParameters_tellsTheRoutedPath() throws Exception {
    rememberPaths();

    Raw.exchange(front.port(), "GET /shop@1;jsessionid=7/x HTTP/1.1");

    assertThat(seen).containsEntry("contextPath", "/shop@1").containsEntry("pathInfo", "/.w/7/x");
  }

  @Test
  public void handle_whenTheVersionHasGoneMeanwhile_isTheNextOnes() throws Exception {
    front.swapping = true;

    HttpResponse<String> answer = front.send("GET", "/shop/x");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(front.leases).hasSize(1);
  }

  @Test
  public void handle_whenTheVersionHasGoneThatAPluginWasAskedAbout_isNotFound() throws Exception {
    front.plugins.all.add(new Plugin() {});
    front.swapping = true;

    HttpResponse<String> answer = front.send("GET", "/shop/x");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("VERSION_NOT_FOUND");
    assertThat(front.leases).isEmpty();
  }

  @Test
  public void handle_whenRunner_answersOnJettysThread() throws Exception {
    front.app =
        (request, response) -> {
          seen.put("thread", Thread.currentThread().getName());
          seen.put("view", ClientView.of(request) == null);
          seen.put("uri", request.getRequestURI());
        };

    front.send("GET", "/_/stats");

    assertThat(seen.get("thread")).asString().doesNotMatch(TestFront::isWorker);
    assertThat(seen).containsEntry("view", true).containsEntry("uri", "/_/stats");
    assertThat(front.leases).isEmpty();
  }

  @Test
  public void handle_whenRoot_answersTheStartPage() throws Exception {
    HttpResponse<String> answer = front.send("GET", "/");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("text/html;charset=utf-8");
    assertThat(answer.headers().firstValue("Content-Security-Policy")).isPresent();
    assertThat(answer.body()).contains("<a href=\"/shop@1.2.3/\">1.2.3</a>");
    assertThat(front.leases).isEmpty();
  }

  @Test
  public void handle_whileColdStart_freesJettysThread() throws Exception {
    CompletableFuture<Void> start = new CompletableFuture<>();
    front.ready = start;
    List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
    for (int i = 0; i < 300; i++) { // more than Jetty has threads
      waiting.add(front.sendAsync("GET", "/shop"));
    }
    assertThat(front.send("GET", "/_/health").statusCode()).isEqualTo(200);
    assertThat(waiting).noneMatch(CompletableFuture::isDone);

    start.complete(null);

    for (CompletableFuture<HttpResponse<String>> one : waiting) {
      assertThat(one.get(20, TimeUnit.SECONDS).body()).isEqualTo("hello");
    }
    assertClosedOnce();
  }

  @Test
  public void handle_whenRequestIdIsSane_keepsIt() throws Exception {
    rememberId();

    HttpResponse<String> answer = front.send("GET", "/shop", ID, "abc-123.X_y:z+/=");

    assertThat(answer.headers().allValues(ID)).containsExactly("abc-123.X_y:z+/=");
    assertThat(seen).containsEntry("id", "abc-123.X_y:z+/=");
  }

  @Test
  public void handle_whenNoRequestId_makesOneForAnswerAndApp() throws Exception {
    rememberId();

    HttpResponse<String> answer = front.send("GET", "/shop");

    assertThat(answer.headers().allValues(ID)).hasSize(1);
    String id = answer.headers().firstValue(ID).orElseThrow();
    assertThat(id).matches("[0-9a-f]{32}");
    assertThat(seen).containsEntry("id", id);
  }

  @Test
  public void handle_whenRequestIdIsInsane_replacesIt() throws Exception {
    rememberId();
    for (String sent : List.of("a b", "<script>", "x".repeat(129), "a;b", "ä")) {
      String answer = Raw.exchange(front.port(), "GET /shop HTTP/1.1", "X-Request-Id: " + sent);

      assertThat(answer).as(sent).startsWith("HTTP/1.1 200").doesNotContain(sent);
      assertThat(seen.get("id")).asString().matches("[0-9a-f]{32}");
    }
  }

  @Test
  public void handle_whenAppNotFound_answersTheProblem() throws Exception {
    HttpResponse<String> answer = front.send("GET", "/nobody/x", ID, "r-1");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.headers().allValues(ID)).containsExactly("r-1");
    assertThat(answer.body())
        .isEqualTo(
            "{\"type\":\"about:blank\",\"title\":\"App not found\",\"status\":404,"
                + "\"detail\":\"There is no app 'nobody'.\",\"code\":\"APP_NOT_FOUND\","
                + "\"requestId\":\"r-1\"}");
    assertThat(front.leases).isEmpty();
  }

  @Test
  public void handle_whenLeaseIsRefused_answersItsProblem() throws Exception {
    front.ready =
        CompletableFuture.failedFuture(
            new InvocationException(
                    ErrorCode.WORKER_START_FAILED, "It does not start.", "shop", "1.2.3", null)
                .withRetryAfter(Duration.ofSeconds(8)));

    HttpResponse<String> answer = front.send("GET", "/shop", ID, "r-2");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).contains("8");
    assertThat(answer.body())
        .contains("\"code\":\"WORKER_START_FAILED\"")
        .contains("\"detail\":\"It does not start.\"")
        .contains("\"app\":\"shop\"")
        .contains("\"version\":\"1.2.3\"")
        .contains("\"requestId\":\"r-2\"");
  }

  @Test
  public void handle_whenAStartFailsAndTheModeIsNotDevelopment_keepsTheReasonToItself()
      throws Exception {
    front.plugins.development = false;
    front.ready =
        CompletableFuture.failedFuture(
            new InvocationException(
                    ErrorCode.WORKER_START_FAILED, "no ldap://a:secret@b", "shop", "1.2.3", null)
                .withRetryAfter(Duration.ofSeconds(8)));

    HttpResponse<String> answer = front.send("GET", "/shop");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).contains("8");
    assertThat(answer.body())
        .contains("\"code\":\"WORKER_START_FAILED\"")
        .contains(
            "\"detail\":\"shop@1.2.3 does not start; /_/stats and the log say why. The next try is"
                + " in 8 s.\"")
        .contains("\"app\":\"shop\"")
        .doesNotContain("secret");
  }

  @Test
  public void handle_whileTheAppsFolderIsBeingRead_letsInToTheRunnerAlone() throws Exception {
    front.forgetApps();
    for (String path : List.of("/", "/shop/x", "/shop@1", "/nobody", "/nobody@9")) {
      HttpResponse<String> answer = front.send("GET", path);

      assertThat(answer.statusCode()).as(path).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).contains("1");
      assertThat(answer.body())
          .contains("\"code\":\"NOT_READY\"", "has not read the apps folder yet")
          .doesNotContain("shop");
    }
    assertThat(front.leases).isEmpty();
    for (String path : List.of("/_/health/ready", "/_/stats")) {
      assertThat(front.send("GET", path).statusCode()).as(path).isEqualTo(200);
    }
    front.readApps();
    assertThat(front.send("GET", "/shop").body()).isEqualTo("hello");
  }

  @Test
  public void connect_isNoTunnel() throws Exception {
    for (String target : List.of("a:1", "localhost:" + front.port())) {
      assertThat(Raw.exchange(front.port(), "CONNECT " + target + " HTTP/1.1", ID + ": r-5"))
          .as(target)
          .startsWith("HTTP/1.1 501")
          .contains("application/problem+json", "X-Request-Id: r-5")
          .contains("\"code\":\"REQUEST_INVALID\"", "no proxy");
    }
    assertThat(front.leases).isEmpty();
  }

  @Test
  public void handle_whenPoolFailsUnexpectedly_answersAnErrorWithoutItsMessage() throws Exception {
    front.ready = CompletableFuture.failedFuture(new IllegalStateException("secret detail"));

    HttpResponse<String> answer = front.send("GET", "/shop", ID, "r-3");

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).doesNotContain("secret").contains("\"requestId\":\"r-3\"");
  }

  @Test
  public void handle_whenWorkerTakesNoTasks_isTerminated() throws Exception {
    front.executor =
        task -> {
          throw new java.util.concurrent.RejectedExecutionException("stopped");
        };

    HttpResponse<String> answer = front.send("GET", "/shop", ID, "r-4");

    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(answer.body())
        .contains("\"code\":\"WORKER_TERMINATED\"")
        .contains("\"requestId\":\"r-4\"");
    assertClosedOnce();
  }

  @Test
  public void handle_whenLargeBodies_streamsThemBothWays() throws Exception {
    front.app =
        (request, response) -> request.getInputStream().transferTo(response.getOutputStream());
    String body = "0123456789".repeat(200_000);

    String answer =
        Raw.exchange(
            front.port(), "POST /shop HTTP/1.1", "Content-Length: " + body.length(), "", body);

    assertThat(answer).startsWith("HTTP/1.1 200");
    assertThat(answer.length()).isGreaterThan(body.length());
    assertClosedOnce();
  }

  @Test
  public void handle_whenHead_hasNoBody() throws Exception {
    HttpResponse<String> app = front.send("HEAD", "/shop");
    HttpResponse<String> problem = front.send("HEAD", "/nobody");
    HttpResponse<String> start = front.send("HEAD", "/");

    assertThat(app.statusCode()).isEqualTo(200);
    assertThat(problem.statusCode()).isEqualTo(404);
    assertThat(start.statusCode()).isEqualTo(200);
    assertThat(List.of(app.body(), problem.body(), start.body())).containsOnly("");
    assertThat(problem.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertClosedOnce();
  }

  private void rememberPaths() {
    front.app =
        (request, response) -> {
          seen.put("pathInfo", request.getPathInfo());
          seen.put("contextPath", Objects.requireNonNull(ClientView.of(request)).contextPath());
        };
  }

  private void rememberId() {
    front.app = (request, response) -> seen.put("id", request.getHeader(ID));
  }

  private void assertClosedOnce() {
    assertThat(front.leases).isNotEmpty();
    await()
        .untilAsserted(
            () -> assertThat(front.leases).allSatisfy(one -> assertThat(one.closed).hasValue(1)));
  }
}
