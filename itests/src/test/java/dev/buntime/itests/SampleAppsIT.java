package dev.buntime.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The sample apps of the distribution, spoken to as their clients would. */
public class SampleAppsIT {
  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

  private static RunnerProcess runner;

  @BeforeClass
  public static void start() throws IOException {
    runner = RunnerProcess.start(FOLDER, RunnerProcess.samples());
  }

  @AfterClass
  public static void stop() {
    runner.close();
  }

  @Test
  public void allSamples_areDeployed() {
    assertThat(runner.versions()).isEqualTo(6);
  }

  @Test
  public void page_hasBaseOfWhatTheClientTyped() {
    assertThat(Http.get(runner.uri("/hello-spa")).body()).contains("<base href=\"/hello-spa/\">");
    assertThat(Http.get(runner.uri("/hello-spa@1/")).body())
        .contains("<base href=\"/hello-spa@1/\">");
    assertThat(Http.get(runner.uri("/hello-spa@%5E1.0/")).body())
        .contains("<base href=\"/hello-spa@%5E1.0/\">");
  }

  @Test
  public void unknownPath_isThePage() {
    HttpResponse<String> answer = Http.get(runner.uri("/hello-spa/planets/mars"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("<base href=\"/hello-spa/\">");
  }

  @Test
  public void files_haveTypesAndTags() {
    HttpResponse<String> style = Http.get(runner.uri("/hello-spa/style.css"));
    String tag = style.headers().firstValue("ETag").orElseThrow();

    assertThat(style.headers().firstValue("Content-Type")).hasValue("text/css;charset=utf-8");
    HttpResponse<String> again = Http.get(runner.uri("/hello-spa/style.css"), "If-None-Match", tag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(
            Http.get(runner.uri("/hello-spa/app.js"))
                .headers()
                .firstValue("Content-Type")
                .orElseThrow())
        .startsWith("text/javascript");
  }

  @Test
  public void byteRange_isServed() {
    String whole = Http.get(runner.uri("/hello-spa/style.css")).body();
    HttpResponse<String> part = Http.get(runner.uri("/hello-spa/style.css"), "Range", "bytes=5-9");
    HttpResponse<String> none =
        Http.get(runner.uri("/hello-spa/style.css"), "Range", "bytes=999999-");

    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).isEqualTo(whole.substring(5, 10));
    assertThat(part.headers().firstValue("Content-Range")).hasValue("bytes 5-9/" + whole.length());
    assertThat(none.statusCode()).isEqualTo(416);
  }

  @Test
  public void otherFilesOfTheBundle_areNotServed() throws IOException {
    assertThat(Http.get(runner.uri("/hello-spa/worker.jsonc")).body()).contains("<base");
    assertThat(Http.get(runner.uri("/hello-spa/META-INF/MANIFEST.MF")).body()).contains("<base");
    assertThat(Http.rawStatus(runner, "/hello-spa/%2e%2e/worker.jsonc")).isEqualTo(400);
  }

  @Test
  public void clock_ticks() throws Exception {
    HttpResponse<java.io.InputStream> answer =
        Http.CLIENT.send(
            HttpRequest.newBuilder(runner.uri("/clock-sse/ticks")).build(),
            BodyHandlers.ofInputStream());

    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/event-stream");
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      for (int events = 0; events < 3; ) {
        String line = lines.readLine();
        assertThat(line).isNotNull();
        if (line.startsWith("data:")) {
          events++;
        }
      }
    }
  }

  @Test
  public void echo_answersOnItsWorker() throws Exception {
    LinkedBlockingQueue<String> received = new LinkedBlockingQueue<>();
    WebSocket socket = connect("/echo-ws@1/", received);

    socket.sendText("hello", true).join();
    assertThat(received.poll(30, TimeUnit.SECONDS)).isEqualTo("hello");
    assertThat(inFlight("echo-ws")).isEqualTo(1); // an open socket holds its place

    socket.sendClose(WebSocket.NORMAL_CLOSURE, "bye").join();
    await().untilAsserted(() -> assertThat(inFlight("echo-ws")).isZero());
  }

  @Test
  public void openStreams_endWithTheDrainTimeoutOfTheirWorker() throws Exception {
    Path sidecar = runner.apps().resolve("clock-sse-1.0.0.jar.worker.jsonc");
    Files.writeString(sidecar, "{ \"drainTimeout\": 1 }");
    await().untilAsserted(() -> assertThat(runner.log()).contains("reconfigured clock-sse-1.0.0"));
    HttpResponse<java.io.InputStream> stream =
        Http.CLIENT.send(
            HttpRequest.newBuilder(runner.uri("/clock-sse/ticks")).build(),
            BodyHandlers.ofInputStream());
    assertThat(stream.body().read()).isPositive();
    long before = System.nanoTime();

    Files.move(
        runner.apps().resolve("clock-sse-1.0.0.jar"), runner.apps().resolve("clock-sse.away"));

    await().untilAsserted(() -> assertThat(inFlight("clock-sse")).isEqualTo(-1));
    assertThat(Duration.ofNanos(System.nanoTime() - before))
        .isBetween(Duration.ofMillis(900), Duration.ofSeconds(20));
    Files.delete(sidecar);
    Files.move(
        runner.apps().resolve("clock-sse.away"), runner.apps().resolve("clock-sse-1.0.0.jar"));
    await()
        .untilAsserted(
            () -> assertThat(Http.get(runner.uri("/clock-sse/")).statusCode()).isEqualTo(200));
  }

  private static WebSocket connect(String path, LinkedBlockingQueue<String> received) {
    URI http = runner.uri(path);
    URI uri = URI.create("ws://" + http.getAuthority() + http.getRawPath());
    return Http.CLIENT
        .newWebSocketBuilder()
        .buildAsync(
            uri,
            new WebSocket.Listener() {
              @Override
              public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                received.add(data.toString());
                from.request(1);
                return null;
              }
            })
        .join();
  }

  /** Requests in flight of an app's worker, −1 if it has none. */
  private static int inFlight(String app) {
    for (var worker : Http.json(Http.getAsAdmin(runner.uri("/_/stats"))).get("workers")) {
      if (worker.get("app").asText().equals(app)) {
        return worker.get("inFlight").asInt();
      }
    }
    return -1;
  }
}
