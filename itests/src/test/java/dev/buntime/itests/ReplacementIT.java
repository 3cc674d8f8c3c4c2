package dev.buntime.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.buntime.itests.app.GenerationServlet;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What takes the place of what, when it does not, and what is in flight meanwhile. */
public class ReplacementIT {
  @ClassRule public static final TemporaryFolder SHARED = new TemporaryFolder();

  private static final String JAR = "swap.jar";
  private static final String NEXT_JAR = "swap-2.jar";
  private static final String SIDECAR = JAR + ".worker.jsonc";
  private static final String LENGTH = "Content-Length:";
  private static final String HEALTH_SETTINGS = ", \"healthPath\": \"/health\", \"startTimeout\": ";

  private static RunnerProcess runner;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Path gate;

  @BeforeClass
  public static void start() throws IOException {
    runner = RunnerProcess.start(SHARED);
  }

  @AfterClass
  public static void stop() {
    runner.close();
  }

  @Before
  public void setUp() {
    gate = folder.getRoot().toPath().resolve("gate");
  }

  /** Lets go who waits, takes the apps away, and waits until nothing of them is there. */
  @After
  public void removeApps() throws IOException {
    if (!Files.exists(gate)) {
      Files.createFile(gate);
    }
    runner.removeApps();
  }

  private static JsonNode asAdmin(String path) {
    return Http.json(Http.getAsAdmin(runner.uri(path)));
  }

  @Test
  public void replacement_whenItsActivatorThrows_leavesTheOldOneInPlace() throws IOException {
    generation("1.0.0", "one", "").writeTo(runner.apps(), JAR);
    awaitAnswer("/swap", "one");

    try (CallLoop calls = callLoop("/swap")) {
      generation("1.0.0", "two", "").crashing().writeTo(runner.apps(), JAR);
      await()
          .untilAsserted(() ->
              assertThat(warnings(JAR))
                  .contains("the replacement does not start")
                  .contains("crashes on purpose"));
      awaitCalls(calls);
      assertThat(runner.deployment(JAR).get("state").asText()).isEqualTo("live");
      assertThat(calls.bodies()).containsExactly("one");

      generation("1.0.0", "three", "").writeTo(runner.apps(), JAR);
      awaitAnswer("/swap", "three");
      await().untilAsserted(() -> assertThat(warnings(JAR)).isEqualTo("[]"));
      awaitCalls(calls);
      assertThat(calls.errors()).isEmpty();
      assertThat(calls.bodies()).containsExactlyInAnyOrder("one", "three");
    }
  }

  @Test
  public void newVersion_whenItDoesNotStart_isRefusedAndTheOldOneAnswers() throws IOException {
    generation("1.0.0", "one", "").writeTo(runner.apps(), JAR);
    awaitAnswer("/swap", "one");

    try (CallLoop calls = callLoop("/swap")) {
      generation("2.0.0", "two", "").crashing().writeTo(runner.apps(), NEXT_JAR);
      await()
          .untilAsserted(() ->
              assertThat(runner.deployment(NEXT_JAR).path("state").asText()).isEqualTo("refused"));
      assertThat(runner.deployment(NEXT_JAR).get("reason").asText()).contains("crashes on purpose");
      assertThat(Http.get(runner.uri("/swap@2")).statusCode()).isEqualTo(404);
      awaitCalls(calls);
      assertThat(calls.bodies()).containsExactly("one");

      generation("2.0.0", "two, corrected", "").writeTo(runner.apps(), NEXT_JAR);
      awaitAnswer("/swap", "two, corrected");
      awaitCalls(calls);
      assertThat(runner.deployment(NEXT_JAR).get("state").asText()).isEqualTo("live");
      assertThat(runner.deployment(NEXT_JAR).get("reason").isNull()).isTrue();
      assertThat(Http.get(runner.uri("/swap@1")).body()).isEqualTo("one");
      assertThat(calls.errors()).isEmpty();
    }
  }

  @Test
  public void newVersion_whenTheOldOneIsTakenAwayAtOnce_leavesNoGap() throws IOException {
    Path old = generation("1.0.0", "one", "").writeTo(runner.apps(), JAR);
    awaitAnswer("/swap", "one");

    try (CallLoop calls = callLoop("/swap")) {
      generation("2.0.0", "two", "").writeTo(runner.apps(), NEXT_JAR);
      Files.delete(old);
      awaitAnswer("/swap", "two");
      awaitCalls(calls);

      assertThat(calls.errors()).isEmpty();
      assertThat(calls.bodies()).containsExactlyInAnyOrder("one", "two");
    }
    assertThat(Http.get(runner.uri("/swap@1")).statusCode()).isEqualTo(404);
  }

  @Test
  public void replacement_whenNotWellAtItsHealthPath_neverTakesOver() throws IOException {
    generation("1.0.0", "well", HEALTH_SETTINGS + "\"30s\"")
        .header(GenerationServlet.HEALTH, "204")
        .writeTo(runner.apps(), JAR);
    awaitAnswer("/swap", "well");

    try (CallLoop calls = callLoop("/swap")) {
      long before = System.nanoTime();
      generation("1.0.0", "ill", HEALTH_SETTINGS + "\"1s\"")
          .header(GenerationServlet.HEALTH, "503")
          .writeTo(runner.apps(), JAR);
      await()
          .untilAsserted(() ->
              assertThat(warnings(JAR))
                  .contains("the replacement does not start")
                  .contains("/health")
                  .contains("503"));
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofSeconds(1));
      awaitCalls(calls);
      assertThat(calls.bodies()).containsExactly("well");

      generation("1.0.0", "well again", HEALTH_SETTINGS + "\"30s\"")
          .header(GenerationServlet.HEALTH, "204")
          .writeTo(runner.apps(), JAR);
      awaitAnswer("/swap", "well again");
      awaitCalls(calls);
      assertThat(calls.bodies()).containsExactlyInAnyOrder("well", "well again");
      assertThat(calls.errors()).isEmpty();
    }
  }

  @Test
  public void sidecar_whenChanged_takesEffectWithoutTheJar() throws Exception {
    generation("1.0.0", "one", "").writeTo(runner.apps(), JAR);
    awaitAnswer("/swap", "one");
    JsonNode before = runner.deployment(JAR);

    writeSidecar("\"timeout\": \"6s\", \"maxConcurrency\": 1, \"queue\": 0");
    awaitLog("reconfigured " + JAR);
    long asked = System.nanoTime();
    CompletableFuture<HttpResponse<String>> late = async("/swap/gate?file=" + gate);
    await()
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> assertThat(worker().path("inFlight").asInt()).isEqualTo(1));
    HttpResponse<String> second = Http.get(runner.uri("/swap"));

    assertThat(code(second)).isEqualTo("WORKER_SATURATED");
    assertThat(code(late.get(30, TimeUnit.SECONDS))).isEqualTo("WORKER_TIMEOUT");
    assertThat(late.join().statusCode()).isEqualTo(504);
    assertThat(Duration.ofNanos(System.nanoTime() - asked))
        .isBetween(Duration.ofSeconds(6), Duration.ofSeconds(20));
    for (String same : List.of("sha256", "bundle", "size")) {
      assertThat(runner.deployment(JAR).get(same)).as(same).isEqualTo(before.get(same));
    }
    awaitAnswer("/swap", "one");
  }

  @Test
  public void requests_whenMoreThanRunAndWait_areRefused() throws Exception {
    generation("1.0.0", "one", ", \"maxConcurrency\": 1, \"queue\": 1").writeTo(runner.apps(), JAR);
    awaitAnswer("/swap", "one");
    CompletableFuture<HttpResponse<String>> running = async("/swap/gate?file=" + gate);
    await().untilAsserted(() -> assertThat(worker().path("inFlight").asInt()).isEqualTo(1));
    CompletableFuture<HttpResponse<String>> waiting = async("/swap/gate?file=" + gate);
    await().untilAsserted(() -> assertThat(worker().path("queued").asInt()).isEqualTo(1));

    HttpResponse<String> refused = Http.get(runner.uri("/swap/gate?file=" + gate));
    Files.createFile(gate);

    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(code(refused)).isEqualTo("WORKER_SATURATED");
    assertThat(refused.headers().firstValueAsLong("Retry-After").orElse(0)).isPositive();
    for (CompletableFuture<HttpResponse<String>> each : List.of(running, waiting)) {
      assertThat(each.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      assertThat(each.join().body()).isEqualTo("one");
    }
  }

  @Test
  public void download_whenItsGenerationIsReplaced_arrivesWhole() throws Exception {
    generation("1.0.0", "one", "").writeTo(runner.apps(), JAR);
    awaitAnswer("/swap", "one");
    HttpResponse<InputStream> download = openDownload();
    List<String> lines = new ArrayList<>();
    try (BufferedReader body =
        new BufferedReader(new InputStreamReader(download.body(), StandardCharsets.UTF_8))) {
      lines.add(body.readLine());
      generation("1.0.0", "two", "").writeTo(runner.apps(), JAR);
      awaitAnswer("/swap", "two");
      Files.createFile(gate);
      body.lines().forEach(lines::add);
    }

    assertThat(download.statusCode()).isEqualTo(200);
    assertThat(lines).hasSize(2 * GenerationServlet.LINES).containsOnly("one");
    assertThat(Http.get(runner.uri("/swap")).body()).isEqualTo("two");
  }

  @Test
  public void requests_whenNotOverWithinTheDrainTimeout_areCutOff() throws Exception {
    generation("1.0.0", "one", ", \"drainTimeout\": \"1s\"").writeTo(runner.apps(), JAR);
    awaitAnswer("/swap", "one");
    CompletableFuture<HttpResponse<String>> unanswered = async("/swap/gate?file=" + gate);
    HttpResponse<InputStream> begun = openDownload();
    await().untilAsserted(() -> assertThat(worker().path("inFlight").asInt()).isEqualTo(2));

    generation("1.0.0", "two", "").writeTo(runner.apps(), JAR);
    awaitAnswer("/swap", "two");

    assertThat(unanswered.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(502);
    assertThat(code(unanswered.join())).isEqualTo("WORKER_TERMINATED");
    try (InputStream body = begun.body()) {
      assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
    }
    assertThat(Http.get(runner.uri("/swap")).body()).isEqualTo("two");
  }

  @Test
  public void connection_whenKeptAlive_leadsToTheNextGeneration() throws Exception {
    generation("1.0.0", "one", "").writeTo(runner.apps(), JAR);
    awaitAnswer("/swap", "one");

    try (Socket socket = new Socket(runner.host(), runner.port())) {
      socket.setSoTimeout(30_000);
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      assertThat(ask(socket, in)).isEqualTo("one");
      generation("1.0.0", "two", "").writeTo(runner.apps(), JAR);
      awaitAnswer("/swap", "two");

      assertThat(ask(socket, in)).isEqualTo("two");
    }
  }

  @Test
  public void body_whenLongerThanAllowed_isAnswered413() throws IOException {
    generation("1.0.0", "one", ", \"maxBodySize\": 1000").writeTo(runner.apps(), JAR);
    awaitAnswer("/swap", "one");

    assertThat(post(BodyPublishers.ofByteArray(new byte[1000])).body()).isEqualTo("1000");
    assertTooLarge(post(BodyPublishers.ofByteArray(new byte[1001])));
    assertTooLarge(
        post(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[1001]))));
    assertThat(post(BodyPublishers.ofByteArray(new byte[1000])).body()).isEqualTo("1000");
  }

  private static void assertTooLarge(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(code(answer)).isEqualTo("BODY_TOO_LARGE");
  }

  private static TestBundle generation(String version, String description, String settings)
      throws IOException {
    return TestBundle.generation("swap", version, description, settings);
  }

  private void writeSidecar(String settings) throws IOException {
    Path part = runner.apps().resolve("." + SIDECAR + ".part");
    Files.writeString(
        part,
        "{ \"entrypoint\": \"" + GenerationServlet.class.getName() + "\", " + settings + " }");
    Files.move(part, runner.apps().resolve(SIDECAR), StandardCopyOption.ATOMIC_MOVE);
  }

  private CallLoop callLoop(String path) {
    return new CallLoop(() -> Http.get(runner.uri(path)));
  }

  /** Waits until calls that began after now have ended. */
  private static void awaitCalls(CallLoop calls) {
    long now = calls.answers();
    await().until(() -> calls.answers() > now + 10);
  }

  private void awaitAnswer(String path, String text) {
    await()
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> assertThat(Http.get(runner.uri(path)).body()).isEqualTo(text));
  }

  private void awaitLog(String text) {
    await().untilAsserted(() -> assertThat(runner.log()).contains(text));
  }

  private CompletableFuture<HttpResponse<String>> async(String path) {
    return Http.CLIENT.sendAsync(
        HttpRequest.newBuilder(runner.uri(path)).build(), BodyHandlers.ofString());
  }

  /** Returns when the answer has begun; it goes on when the gate is there. */
  private HttpResponse<InputStream> openDownload() throws IOException, InterruptedException {
    return Http.CLIENT.send(
        HttpRequest.newBuilder(runner.uri("/swap/download?file=" + gate)).build(),
        BodyHandlers.ofInputStream());
  }

  /** Sends a request over a connection, and reads the body of an answer of known length. */
  private static String ask(Socket socket, BufferedReader in) throws IOException {
    socket
        .getOutputStream()
        .write("GET /swap HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    assertThat(in.readLine()).isEqualTo("HTTP/1.1 200 OK");
    int length = 0;
    for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
      assertThat(line).isNotEqualToIgnoringCase("Connection: close");
      if (line.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
        length = Integer.parseInt(line.substring(LENGTH.length()).strip());
      }
    }
    char[] body = new char[length];
    assertThat(in.read(body)).isEqualTo(length);
    return new String(body);
  }

  private HttpResponse<String> post(BodyPublisher body) {
    return Http.send(HttpRequest.newBuilder(runner.uri("/swap")).POST(body));
  }

  private static String code(HttpResponse<String> answer) {
    return Http.json(answer).path("code").asText();
  }

  private String warnings(String artifact) {
    return runner.deployment(artifact).path("warnings").toString();
  }

  /** The worker that has the app, of which there is one. */
  private JsonNode worker() {
    for (JsonNode each : asAdmin("/_/stats").get("workers")) {
      if (List.of("Ready", "Active", "Idle").contains(each.get("status").asText())) {
        return each;
      }
    }
    return MissingNode.getInstance();
  }
}
