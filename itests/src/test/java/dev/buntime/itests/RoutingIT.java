package dev.buntime.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Which version answers which path, and what becomes of paths that nobody should send. */
public class RoutingIT {
  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

  private static RunnerProcess runner;

  @BeforeClass
  public static void start() throws IOException {
    runner =
        RunnerProcess.start(
            FOLDER,
            RunnerProcess.sample("hello-api-1.0.0.jar"),
            RunnerProcess.sample("hello-api-1.1.0.jar"),
            RunnerProcess.sample("hello-api-2.0.0.jar"));
  }

  @AfterClass
  public static void stop() {
    runner.close();
  }

  @Test
  public void noRange_isHighestRelease() {
    assertThat(version("/hello-api")).isEqualTo("2.0.0");
    assertThat(version("/hello-api/")).isEqualTo("2.0.0");
    assertThat(version("/hello-api/some/path?and=query")).isEqualTo("2.0.0");
  }

  @Test
  public void partialVersion_isHighestWithin() {
    assertThat(version("/hello-api@1")).isEqualTo("1.1.0");
    assertThat(version("/hello-api@1.0/x")).isEqualTo("1.0.0");
    assertThat(version("/hello-api@latest")).isEqualTo("2.0.0");
  }

  @Test
  public void range_percentEncoded() {
    assertThat(version("/hello-api@%5B1.0,1.1)")).isEqualTo("1.0.0");
    assertThat(version("/hello-api%401")).isEqualTo("1.1.0");
    assertThat(version("/hello-api@%3E%3D1.1%20%3C2")).isEqualTo("1.1.0");
    assertThat(version("/hello-api@%5E1.0%20%7C%7C%20~3")).isEqualTo("1.1.0");
  }

  @Test
  public void range_asCurlSendsIt() throws IOException {
    assertThat(Http.raw(runner, "GET /hello-api@[1.0,1.1) HTTP/1.1")).contains("\"1.0.0\"");
    assertThat(Http.raw(runner, "GET /hello-api@^1.0 HTTP/1.1")).contains("\"1.1.0\"");
    assertThat(Http.raw(runner, "GET /hello-api@1||2 HTTP/1.1")).contains("\"2.0.0\"");
  }

  /** What comes later could be taken for the next request. */
  @Test
  public void body_thatNobodyReads_endsTheConnection_andTheAnswerSaysSo() throws IOException {
    try (Socket socket = new Socket(runner.host(), runner.port())) {
      socket.setSoTimeout(30_000);
      OutputStream out = socket.getOutputStream();
      out.write(
          "POST /nobody HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      out.flush();
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      assertThat(answer).startsWith("HTTP/1.1 404 ").containsIgnoringCase("Connection: close\r\n");
    }
  }

  @Test
  public void body_thatIsThere_leavesTheConnectionOpen() throws IOException {
    String answers =
        Http.raw(
            runner,
            "POST /nobody HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nbody"
                + "GET /hello-api HTTP/1.1");
    assertThat(answers).startsWith("HTTP/1.1 404 ").contains("HTTP/1.1 200 ");
  }

  @Test
  public void unknownApp_is404ThatSaysSo() {
    HttpResponse<String> answer = Http.get(runner.uri("/nobody"));

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(Http.json(answer).get("code").asText()).isEqualTo("APP_NOT_FOUND");
    assertThat(Http.json(answer).get("app").asText()).isEqualTo("nobody");
  }

  @Test
  public void noMatch_is404ThatListsVersions() {
    HttpResponse<String> answer = Http.get(runner.uri("/hello-api@3"));

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(Http.json(answer).get("code").asText()).isEqualTo("VERSION_NOT_FOUND");
    assertThat(Http.json(answer).get("detail").asText()).contains("2.0.0, 1.1.0, 1.0.0");
  }

  @Test
  public void malformedRange_is400WithPosition() {
    HttpResponse<String> answer = Http.get(runner.uri("/hello-api@1..2"));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Http.json(answer).get("code").asText()).isEqualTo("RANGE_INVALID");
    assertThat(Http.json(answer).get("detail").asText()).contains("position 3");
  }

  @Test
  public void browser_getsPage() {
    HttpResponse<String> answer =
        Http.get(runner.uri("/nobody"), "Accept", "text/html,application/xhtml+xml,*/*;q=0.8");

    assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
    assertThat(answer.body()).contains("<h1>App not found</h1>");
  }

  @Test
  public void requestId_isKeptOrMade() {
    assertThat(
            Http.get(runner.uri("/hello-api"), "X-Request-Id", "abc-1")
                .headers()
                .firstValue("X-Request-Id"))
        .hasValue("abc-1");
    assertThat(
            Http.get(runner.uri("/hello-api"), "X-Request-Id", "a b<script>")
                .headers()
                .firstValue("X-Request-Id")
                .orElseThrow())
        .matches("[0-9a-f]{32}");
    HttpResponse<String> problem = Http.get(runner.uri("/nobody"), "X-Request-Id", "abc-2");
    assertThat(Http.json(problem).get("requestId").asText()).isEqualTo("abc-2");
  }

  @Test
  public void root_listsApps() {
    HttpResponse<String> answer = Http.get(runner.uri("/"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("hello-api", "/hello-api@1.0.0/");
  }

  @Test
  public void emptySegment_isRefused() throws IOException {
    assertThat(Http.rawStatus(runner, "//hello-api")).isEqualTo(400);
    assertThat(Http.rawStatus(runner, "/hello-api//x")).isIn(200, 400);
  }

  @Test
  public void dotSegments_areResolvedBeforeRouting() throws IOException {
    assertThat(Http.raw(runner, "GET /nobody/../hello-api@1/x HTTP/1.1")).contains("\"1.1.0\"");
    assertThat(Http.rawStatus(runner, "/../../etc/passwd")).isIn(400, 404);
    assertThat(Http.rawStatus(runner, "/hello-api/%2e%2e/%2e%2e/x")).isEqualTo(400);
  }

  @Test
  public void encodedSlash_isRefused() throws IOException {
    assertThat(Http.rawStatus(runner, "/hello-api%2Fx")).isEqualTo(400);
    assertThat(Http.rawStatus(runner, "/hello-api/a%2Fb")).isEqualTo(400);
  }

  @Test
  public void pathParameters_doNotChangeTheRoute() throws IOException {
    assertThat(Http.rawStatus(runner, "/hello-api;v=1/x;y=2")).isEqualTo(200);
    assertThat(Http.rawStatus(runner, "/hello-api/..;/x")).isEqualTo(400);
  }

  @Test
  public void nonAscii_isNoAppAndNoCrash() throws IOException {
    assertThat(Http.rawStatus(runner, "/h%C3%A9llo")).isEqualTo(404);
    assertThat(Http.rawStatus(runner, "/hello-api/%E2%82%AC")).isEqualTo(200);
    assertThat(Http.rawStatus(runner, "/hello-api/%FF")).isEqualTo(400);
    assertThat(Http.rawStatus(runner, "/hello-api/%zz")).isEqualTo(400);
    assertThat(Http.rawStatus(runner, "/hello-api/%00")).isEqualTo(400);
  }

  @Test
  public void overlongPath_isRefused() throws IOException {
    assertThat(Http.rawStatus(runner, "/hello-api/" + "x".repeat(20_000))).isEqualTo(414);
    assertThat(Http.rawStatus(runner, "/hello-api@" + "1".repeat(300))).isEqualTo(400);
  }

  @Test
  public void innerPaths_areOutOfReach() throws IOException {
    assertThat(version("/hello-api")).isEqualTo("2.0.0"); // so that there is a worker
    assertThat(Http.rawStatus(runner, "/.w/1/")).isEqualTo(404);
    assertThat(Http.rawStatus(runner, "/_/../.w/1/")).isEqualTo(404);
  }

  private static String version(String path) {
    return Http.json(Http.get(runner.uri(path))).get("version").asText();
  }
}
