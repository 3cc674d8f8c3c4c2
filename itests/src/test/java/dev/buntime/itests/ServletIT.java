package dev.buntime.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.itests.app.KitchenServlet;
import dev.buntime.itests.app.VersionServlet;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A servlet in the runner finds what it would find on a plain servlet container. */
public class ServletIT {
  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

  private static RunnerProcess runner;

  @BeforeClass
  public static void start() throws IOException {
    Path jars = FOLDER.newFolder().toPath();
    runner =
        RunnerProcess.start(
            FOLDER,
            TestBundle.ofServlet("kitchen", "1.2.3", KitchenServlet.class)
                .writeTo(jars, "kitchen.jar"),
            TestBundle.ofServlet("mirror", "1.0.0", VersionServlet.class)
                .writeTo(jars, "mirror.jar"));
  }

  @AfterClass
  public static void stop() {
    runner.close();
  }

  @Test
  public void app_seesWhatTheClientTyped() {
    var seen = Http.json(Http.get(runner.uri("/mirror@1.x/a/b%20c")));

    assertThat(seen.get("contextPath").asText()).isEqualTo("/mirror@1.x");
    assertThat(seen.get("servletPath").asText()).isEmpty();
    assertThat(seen.get("pathInfo").asText()).isEqualTo("/a/b c");
    assertThat(seen.get("uri").asText()).isEqualTo("/mirror@1.x/a/b%20c");
    assertThat(seen.get("url").asText()).endsWith("/mirror@1.x/a/b%20c");
  }

  @Test
  public void forwardedHeaders_areNotBelieved() {
    var seen =
        Http.json(
            Http.get(
                runner.uri("/mirror"),
                "X-Forwarded-Host",
                "evil.example",
                "X-Forwarded-Proto",
                "https",
                "Forwarded",
                "for=192.0.2.1;host=evil.example;proto=https"));

    assertThat(seen.get("url").asText()).isEqualTo(runner.uri("/mirror").toString());
  }

  @Test
  public void app_runsOnThreadsOfItsWorker() {
    var seen = Http.json(Http.get(runner.uri("/mirror")));

    assertThat(seen.get("thread").asText()).startsWith("mirror@1.0.0#");
    assertThat(seen.get("group").asText()).startsWith("mirror@1.0.0#");
    assertThat(seen.get("loader").asBoolean()).as("context class loader").isTrue();
  }

  @Test
  public void query_arrives() {
    assertThat(body("/kitchen/query?a=1&b=2")).isEqualTo("a=1&b=2|1");
  }

  @Test
  public void headers_arriveAndRepeat() {
    HttpResponse<String> answer =
        Http.get(runner.uri("/kitchen/headers"), "X-Asked", "yes", "X-Request-Id", "id-7");

    assertThat(answer.body()).isEqualTo("yes|id-7");
    assertThat(answer.headers().allValues("Set-Cookie")).containsExactly("a=1", "b=2");
    assertThat(answer.headers().allValues("X-Request-Id")).containsExactly("id-7");
  }

  @Test
  public void body_streamsBothWays_atTheSameTime() throws Exception {
    byte[] half = new byte[200_000];
    new Random(1).nextBytes(half);
    try (Socket socket = new Socket(runner.host(), runner.port())) {
      socket.setSoTimeout(30_000);
      OutputStream out = socket.getOutputStream();
      InputStream in = socket.getInputStream();
      String head =
          "POST /kitchen/echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: ";
      out.write((head + 2 * half.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      out.write(half);
      out.flush();
      assertThat(in.readNBytes(half.length / 2)).hasSize(half.length / 2); // half of it is back

      out.write(half);
      out.flush();

      assertThat(in.readAllBytes().length).isGreaterThan(half.length + half.length / 2);
    }
  }

  @Test
  public void contextPath_ofServletContext_isTheAppVersion() {
    assertThat(body("/kitchen@1/x")).isEqualTo("GET /kitchen@1|/x|/kitchen@1.2.3");
    assertThat(body("/kitchen")).isEqualTo("GET /kitchen|null|/kitchen@1.2.3");
  }

  @Test
  public void head_hasNoBody() {
    HttpResponse<String> answer =
        Http.send(
            HttpRequest.newBuilder(runner.uri("/kitchen/x"))
                .method("HEAD", BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  public void emptyStatuses_passThrough() {
    assertThat(Http.get(runner.uri("/kitchen/nothing")).statusCode()).isEqualTo(204);
    assertThat(Http.get(runner.uri("/kitchen/notmodified")).statusCode()).isEqualTo(304);
  }

  @Test
  public void redirects_stayInTheApp() {
    assertThat(location("/kitchen@1/redirect")).endsWith("/kitchen@1/target");
    assertThat(runner.uri("/kitchen@1/relative").resolve(location("/kitchen@1/relative")).getPath())
        .isEqualTo("/kitchen@1/target");
  }

  @Test
  public void exception_isAnsweredWithoutItsMessage() {
    HttpResponse<String> answer = Http.get(runner.uri("/kitchen/throw"));

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(Http.json(answer).get("code").asText()).isEqualTo("APP_ERROR");
    assertThat(Http.json(answer).get("app").asText()).isEqualTo("kitchen");
    assertThat(Http.json(answer).get("version").asText()).isEqualTo("1.2.3");
    assertThat(answer.body()).doesNotContain("secret");
    await().untilAsserted(() -> assertThat(runner.log()).contains("a secret of the app"));
  }

  @Test
  public void sendError_isAProblem() {
    HttpResponse<String> answer = Http.get(runner.uri("/kitchen/teapot"));

    assertThat(answer.statusCode()).isEqualTo(418);
    assertThat(Http.json(answer).get("detail").asText()).isEqualTo("short and stout");
  }

  @Test
  public void asynchronousWork_staysOnTheWorker() {
    assertThat(body("/kitchen/async-dispatch")).startsWith("dispatched on kitchen@1.2.3#");
    assertThat(body("/kitchen/async-timeout")).startsWith("timed out on kitchen@1.2.3#");
    assertThat(body("/kitchen/async-start")).startsWith("started on kitchen@1.2.3#");
    HttpResponse<String> read =
        Http.send(
            HttpRequest.newBuilder(runner.uri("/kitchen/read"))
                .POST(BodyPublishers.ofByteArray(new byte[100_000])));
    assertThat(read.body()).startsWith("100000 on kitchen@1.2.3#");
  }

  @Test
  public void forward_staysInTheApp() {
    assertThat(body("/kitchen@1/forward")).isEqualTo("GET /kitchen@1|/forwarded|/kitchen@1.2.3");
  }

  @Test
  public void session_isKept() {
    HttpResponse<String> first = Http.get(runner.uri("/kitchen/session"));
    String cookie = first.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];

    assertThat(first.body()).isEqualTo("null");
    assertThat(Http.get(runner.uri("/kitchen/session"), "Cookie", cookie).body()).isEqualTo("yes");
  }

  private static String body(String path) {
    HttpResponse<String> answer = Http.get(runner.uri(path));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private static String location(String path) {
    return Http.get(runner.uri(path)).headers().firstValue("Location").orElseThrow();
  }
}
