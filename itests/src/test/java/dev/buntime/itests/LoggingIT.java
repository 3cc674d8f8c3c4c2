package dev.buntime.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.buntime.itests.app.TalkingServlet;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.rules.Timeout;

/** The one log, in the packed distribution. */
public class LoggingIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PLANTED = "pl4nted-s3cret-v4lue";
  private static final String IN_SETTINGS = "0ther-s3cret-0f-a-plugin";

  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  /** For what reads from a stream that may stay silent. */
  @Rule public final Timeout patience = Timeout.seconds(240);

  /** Of tests that need no settings of their own. */
  private static RunnerProcess shared;

  private Path apps;
  private Path data;
  private Path config;

  @BeforeClass
  public static void startShared() throws IOException {
    Path apps = FOLDER.newFolder("apps").toPath();
    for (String app : List.of("talker", "other", "teller")) {
      talker(apps, app);
    }
    TestBundle.ofServlet("nosy", "1.0.0", TalkingServlet.class)
        .header("Import-Package", "jakarta.servlet,jakarta.servlet.http,dev.buntime.log")
        .writeTo(apps, "nosy.jar");
    Path config = FOLDER.newFolder("config").toPath();
    Files.writeString(
        config.resolve("buntime.jsonc"), "{ \"logging\": { \"flood\": { \"rate\": 0 } } }");
    shared = RunnerProcess.start(apps, FOLDER.newFolder("data").toPath(), "--config=" + config);
  }

  @AfterClass
  public static void stopShared() {
    shared.close();
  }

  @Before
  public void setUp() throws IOException {
    apps = folder.newFolder("apps").toPath();
    data = folder.newFolder("data").toPath();
    config = folder.newFolder("config").toPath();
  }

  @Test
  public void whateverAnAppUses_itsLinesAreItsOwn() throws Exception {
    List<String> ways =
        List.of(
            "stdout",
            "stderr",
            "slf4j",
            "jul",
            "jcl",
            "osgi",
            "thread",
            "virtual",
            "virtual-slf4j",
            "pool");
    for (String app : List.of("talker", "other")) {
      for (String way : ways) {
        say(shared, app, way, app + "-by-" + way);
      }
    }

    for (String app : List.of("talker", "other")) {
      for (String way : ways) {
        JsonNode line = await(shared, app + "-by-" + way);
        assertThat(line.path("app").asText()).as("%s: %s", way, line).isEqualTo(app);
        assertThat(line.path("version").asText()).isEqualTo("1.0.0");
        assertThat(line.path("worker").asText()).as(way).startsWith(app + "@1.0.0#");
        assertThat(line.path("level").asText()).isEqualTo(way.equals("stderr") ? "warn" : "info");
      }
    }
    for (String way : List.of("stdout", "stderr", "slf4j", "jul", "jcl")) {
      assertThat(await(shared, "talker-by-" + way).path("requestId").asText())
          .as(way)
          .isEqualTo("request-of-" + way);
    }
    assertThat(await(shared, "talker-by-jul").path("logger").asText()).isEqualTo("talk.jul");
    assertThat(shared.log()).as("standard error has the same").contains("talker-by-osgi");
    assertThat(shared.output()).as("standard output is kept free").hasSize(1);
  }

  @Test
  public void linesOfTwoApps_areNeverMixed() throws Exception {
    say(shared, "talker", "stdout", "warm");
    say(shared, "other", "stdout", "warm");
    List<CompletableFuture<Void>> talks = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      for (String app : List.of("talker", "other")) {
        talks.add(CompletableFuture.runAsync(() -> say(shared, app, "lines", "says-" + app)));
      }
    }
    talks.forEach(CompletableFuture::join);

    for (String app : List.of("talker", "other")) {
      List<JsonNode> lines = lines(shared, "says-" + app);
      assertThat(lines).as(app).isNotEmpty();
      assertThat(lines).allMatch(line -> line.path("app").asText().equals(app));
    }
  }

  @Test
  public void levels_changeWhileItRuns() throws Exception {
    talker("talker");
    talker("other");
    write("{ \"logging\": { \"format\": \"json\" } }");
    try (RunnerProcess runner = start()) {
      say(runner, "talker", "debug", "hidden-1");
      URI levels = runner.uri("/_/logs/levels?app=talker&level=debug");
      assertThat(asAdmin(HttpRequest.newBuilder(levels).PUT(BodyPublishers.noBody())).statusCode())
          .isEqualTo(200);
      say(runner, "talker", "debug", "shown-by-app");
      say(runner, "talker", "fine", "shown-by-jul");
      say(runner, "other", "debug", "hidden-2");
      await(runner, "shown-by-app");
      await(runner, "shown-by-jul");

      URI back = runner.uri("/_/logs/levels?app=talker");
      JsonNode answer = Http.json(asAdmin(HttpRequest.newBuilder(back).DELETE()));
      assertThat(answer.path("apps").size()).isZero();
      say(runner, "talker", "debug", "hidden-3");

      write("{ \"logging\": { \"format\": \"pretty\", \"levels\": { \"talk\": \"debug\" } } }");
      await()
          .until(() ->
              Http.json(Http.getAsAdmin(runner.uri("/_/logs/levels")))
                  .at("/levels/talk")
                  .asText()
                  .equals("debug"));
      say(runner, "other", "debug", "shown-by-file");
      await(runner, "shown-by-file");
      assertThat(runner.log()).containsPattern("DEBUG \\[other@1\\.0\\.0#.*shown-by-file");
      assertThat(lines(runner, "hidden-")).isEmpty();
    }
  }

  @Test
  public void aFlood_isLimited_andNobodyElseLosesALine() throws Exception {
    talker("talker");
    talker("other");
    write("{ \"logging\": { \"format\": \"json\", \"flood\": { \"rate\": 50, \"burst\": 100 } } }");
    try (RunnerProcess runner = start()) {
      say(runner, "other", "stdout", "warm");
      CompletableFuture<Void> flood =
          CompletableFuture.runAsync(() -> say(runner, "talker", "flood", "much"));
      for (int i = 0; i < 50; i++) {
        say(runner, "other", "stdout", "other-" + i);
      }
      flood.join();

      for (int i = 0; i < 50; i++) {
        await(runner, "other-" + i);
      }
      long suppressed =
          Http.json(Http.getAsAdmin(runner.uri("/_/logs?limit=0")))
              .at("/suppressed/talker")
              .asLong();
      assertThat(suppressed).isBetween(15_000L, 20_000L);
      await().until(() -> runner.log().contains("talker logs more than 50 lines a second: "));
    }
  }

  @Test
  public void newestLines_areShown_andFollowed() throws Exception {
    say(shared, "teller", "stdout", "of teller");
    say(shared, "teller", "stderr", "warning of teller");
    say(shared, "other", "stderr", "warning of other");

    assertThat(Http.get(shared.uri("/_/logs")).statusCode()).isEqualTo(401);
    JsonNode warnings = Http.json(Http.getAsAdmin(shared.uri("/_/logs?app=teller&level=warn")));
    assertThat(warnings.path("lines")).hasSize(1);
    assertThat(warnings.at("/lines/0/message").asText()).isEqualTo("warning of teller");
    assertThat(warnings.at("/lines/0/worker").asText()).startsWith("teller@1.0.0#");

    for (String query : List.of("level=loud", "app=A!", "limit=x", "limit=-1", "levle=info")) {
      HttpResponse<String> refused = Http.getAsAdmin(shared.uri("/_/logs?" + query));
      assertThat(refused.statusCode()).as(query).isEqualTo(400);
      assertThat(Http.json(refused).path("detail").asText())
          .as(query)
          .contains(query.split("=")[0]);
    }
    URI wrong = shared.uri("/_/logs/levels?app=teller&level=loud");
    assertThat(asAdmin(HttpRequest.newBuilder(wrong).PUT(BodyPublishers.noBody())).statusCode())
        .isEqualTo(400);

    HttpResponse<InputStream> stream =
        Http.CLIENT.send(
            HttpRequest.newBuilder(shared.uri("/_/logs?app=teller&limit=1"))
                .header("Accept", "text/event-stream")
                .header("Authorization", basic())
                .build(),
            BodyHandlers.ofInputStream());
    try (BufferedReader events =
        new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
      assertThat(stream.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("text/event-stream");
      assertThat(next(events).path("message").asText()).isEqualTo("warning of teller");
      say(shared, "other", "stdout", "not this");
      say(shared, "teller", "stdout", "but this");
      assertThat(next(events).path("message").asText()).isEqualTo("but this");
    }
  }

  @Test
  public void streams_areNotFedByWhatTheServerLogsOfThem() throws Exception {
    talker("talker");
    write(
        "{ \"logging\": { \"level\": \"debug\", \"levels\": { \"org.eclipse.jetty\": \"debug\" } } }");
    try (RunnerProcess runner = start();
        BufferedReader one = follow(runner);
        BufferedReader _ = follow(runner)) {
      say(runner, "talker", "stdout", "begin");
      assertThat(writesUntil(one, "begin", 100)).as("those of the answers").isLessThan(100);

      CompletableFuture<Void> end =
          CompletableFuture.runAsync(
              () -> say(runner, "talker", "stdout", "the end"),
              CompletableFuture.delayedExecutor(3, TimeUnit.SECONDS));

      assertThat(writesUntil(one, "the end", 100)).as("those of the answers").isLessThan(100);
      end.join();
    }
  }

  private static BufferedReader follow(RunnerProcess runner) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(runner.uri("/_/logs?limit=0"))
            .header("Accept", "text/event-stream")
            .header("Authorization", basic())
            .build();
    return new BufferedReader(
        new InputStreamReader(
            Http.CLIENT.send(request, BodyHandlers.ofInputStream()).body(),
            StandardCharsets.UTF_8));
  }

  /**
   * How many lines of what Jetty writes come before that with this message, or before lines that
   * were missed, which it may be among; not more than most.
   */
  private static int writesUntil(BufferedReader events, String message, int most)
      throws IOException {
    int writes = 0;
    for (JsonNode line = next(events);
        writes < most && !line.has("lines") && !line.path("message").asText().equals(message);
        line = next(events)) {
      writes += line.path("logger").asText().endsWith(".HttpOutput") ? 1 : 0;
    }
    return writes;
  }

  @Test
  public void anOpenStream_doesNotHoldUpTheEnd() throws Exception {
    RunnerProcess runner = start();
    HttpResponse<InputStream> stream =
        Http.CLIENT.send(
            HttpRequest.newBuilder(runner.uri("/_/logs"))
                .header("Accept", "text/event-stream")
                .header("Authorization", basic())
                .build(),
            BodyHandlers.ofInputStream());
    try (InputStream open = stream.body()) {
      long begin = System.nanoTime();
      runner.close();
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
      assertThat(new String(open.readAllBytes(), StandardCharsets.UTF_8)).contains("event: line");
    }
  }

  @Test
  public void requests_areLogged_howeverTheyEnd() throws Exception {
    talker("talker");
    Files.copy(RunnerProcess.sample("echo-ws-1.0.0.jar"), apps.resolve("echo-ws-1.0.0.jar"));
    write("{ \"logging\": { \"access\": { \"enabled\": true, \"format\": \"json\" } } }");
    try (RunnerProcess runner = start()) {
      say(runner, "talker", "stdout", PLANTED);
      Http.get(runner.uri("/nobody"), "User-Agent", "a \"tester\"");
      Http.get(runner.uri("/talker/unknown"));
      Http.get(runner.uri("/_/stats"));
      Http.raw(runner, "NONSENSE");
      WebSocket socket =
          Http.CLIENT
              .newWebSocketBuilder()
              .buildAsync(
                  URI.create(runner.uri("/echo-ws/echo").toString().replace("http:", "ws:")),
                  new WebSocket.Listener() {})
              .join();
      socket.abort();

      Path file = data.resolve("logs/access.log");
      await()
          .untilAsserted(() ->
              assertThat(entries(file))
                  .extracting(
                      entry -> entry.path("path").asText() + " " + entry.path("status").asInt())
                  .contains(
                      "/talker/stdout 200",
                      "/nobody 404",
                      "/talker/unknown 500",
                      "/_/stats 401",
                      "/echo-ws/echo 101"));
      JsonNode said =
          entries(file).stream()
              .filter(entry -> entry.path("path").asText().equals("/talker/stdout"))
              .findFirst()
              .orElseThrow();
      assertThat(said.path("app").asText()).isEqualTo("talker");
      assertThat(said.path("requestId").asText()).isEqualTo("request-of-stdout");
      assertThat(said.path("traceId").asText()).matches("[0-9a-f]{32}");
      assertThat(said.path("bytes").asInt()).isEqualTo(4);
      assertThat(Files.readString(file)).doesNotContain(PLANTED);

      write("{ \"logging\": { \"access\": { \"enabled\": false } } }");
      await()
          .until(() -> {
            long before = Files.size(file);
            Http.get(runner.uri("/nobody"));
            return Files.size(file) == before;
          });
    }
  }

  private static List<JsonNode> entries(Path file) throws IOException {
    List<JsonNode> entries = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      entries.add(JSON.readTree(line));
    }
    return entries;
  }

  @Test
  public void secrets_areInNoOutput_whateverTheLevel() throws Exception {
    talker("talker");
    write(
        """
        {
          "logging": {
            "level": "debug",
            "levels": { "org.eclipse.jetty": "debug", "org.apache": "debug", "Events": "debug" },
            "access": { "enabled": true },
            "flood": { "rate": 0 },
          },
          "plugins": [["plugin-x", { "client": { "secret": "%1$s" }, "password": "%1$s" }]],
        }
        """
            .formatted(IN_SETTINGS));
    try (RunnerProcess runner = start()) {
      for (String path : List.of("/talker/secrets", "/talker/stdout", "/nobody", "/_/stats")) {
        Http.get(
            runner.uri(
                path + "?text=" + (path.endsWith("secrets") ? PLANTED : "x") + "&token=" + PLANTED),
            "Authorization",
            "Bearer " + PLANTED,
            "Cookie",
            "session=" + PLANTED + "; other=" + PLANTED,
            "X-API-Key",
            PLANTED,
            "Referer",
            "http://localhost/?token=" + PLANTED);
      }
      assertThat(Http.getAsAdmin(runner.uri("/_/stats")).statusCode()).isEqualTo(200);
      await(runner, "Cookie: ***");

      String newest = Http.getAsAdmin(runner.uri("/_/logs?limit=2000")).body();
      String admin = basic().substring("Basic ".length());
      for (String output :
          List.of(runner.log(), everyFile(), newest, String.join("\n", runner.output()))) {
        for (String secret : List.of(PLANTED, IN_SETTINGS, RunnerProcess.PASSWORD, admin)) {
          assertThat(output.lines().filter(line -> line.contains(secret)).limit(5).toList())
              .isEmpty();
        }
      }
      assertThat(runner.log())
          .as("Jetty did tell what was in the requests")
          .containsPattern("DEBUG .*HttpParser.*Cookie: \\*\\*\\*");
    }
  }

  /** The access log names the client that a trusted proxy names, and no other. */
  @Test
  public void requests_thatCameThroughAProxy_areLoggedWithTheClient() throws Exception {
    String settings =
        """
        { "trustedProxies": [%s], "logging": { "access": { "enabled": true, "format": "json" } } }
        """;
    write(settings.formatted("\"127.0.0.1\""));
    try (RunnerProcess runner = start()) {
      Path file = data.resolve("logs/access.log");
      String forwarded = "198.51.100.9, 203.0.113.7";
      Http.get(runner.uri("/believed"), "X-Forwarded-For", forwarded);
      await().untilAsserted(() -> assertThat(client(file, "/believed")).isEqualTo("203.0.113.7"));

      write(settings.formatted(""));
      await()
          .untilAsserted(() -> {
            Http.get(runner.uri("/forged"), "X-Forwarded-For", forwarded);
            assertThat(client(file, "/forged")).isEqualTo("127.0.0.1");
          });
    }
  }

  /** Who sent the newest request to a path. */
  private static String client(Path file, String path) throws IOException {
    return entries(file).stream()
        .filter(entry -> entry.path("path").asText().equals(path))
        .reduce((one, next) -> next)
        .map(entry -> entry.path("client").asText())
        .orElse("none");
  }

  @Test
  public void aFullDisk_stopsTheFile_andNotTheRunner() throws Exception {
    Path full = Path.of("/dev/full");
    assumeTrue("there is no /dev/full", Files.exists(full));
    talker("talker");
    Files.createDirectory(data.resolve("logs"));
    Files.createSymbolicLink(data.resolve("logs/buntime.log"), full);
    Files.writeString(
        config.resolve("logback.xml"), // without rolling, which would take the device away
        """
        <configuration>
          <appender name="stderr" class="ch.qos.logback.core.ConsoleAppender">
            <target>System.err</target>
            <encoder><pattern>%level [%X{app}] %msg%n</pattern></encoder>
          </appender>
          <appender name="file" class="ch.qos.logback.core.FileAppender">
            <file>${logs}/buntime.log</file>
            <encoder class="dev.buntime.launcher.log.LineEncoder"/>
          </appender>
          <root level="${level}"><appender-ref ref="stderr"/><appender-ref ref="file"/></root>
        </configuration>
        """);
    try (RunnerProcess runner = start()) {
      say(runner, "talker", "stdout", "on a full disk");

      await().until(() -> runner.log().contains("cannot be written"));
      assertThat(runner.log()).contains("No space left on device", "INFO [talker] on a full disk");
      assertThat(lines(runner, "on a full disk")).hasSize(1);
      assertThat(runner.log().lines().filter(line -> line.contains("cannot be written")))
          .hasSize(1);
    }
  }

  @Test
  public void files_areRolled_inTheFormatOfTheMode() throws Exception {
    talker("talker");
    write("{ \"logging\": { \"file\": { \"size\": 2048 }, \"flood\": { \"rate\": 0 } } }");
    try (RunnerProcess runner = start("--mode=production")) {
      for (int i = 0; i < 5; i++) {
        say(runner, "talker", "lines", "line of a file that is rolled");
      }
      await().until(this::isRolled);

      for (String line : Files.readAllLines(data.resolve("logs/buntime.log"))) {
        assertThat(JSON.readTree(line).path("time").asText()).endsWith("Z");
      }
      assertThat(data.resolve("logs/access.log")).exists();
    }
  }

  @Test
  public void inDevelopment_linesArePretty_andRequestsAreNotLogged() throws Exception {
    say(shared, "talker", "stdout", "pretty\nINFO forged\u001b[31m");

    await().until(() -> shared.log().contains("forged"));
    assertThat(shared.log())
        .containsPattern(
            " INFO  \\[talker@1\\.0\\.0#\\d+-\\d+] stdout requestId=request-of-stdout traceId=[0-9a-f]{32} - pretty\n")
        .contains(" - INFO forged\\u001b[31m");
    assertThat(shared.data().resolve("logs/access.log")).doesNotExist();
  }

  @Test
  public void anApp_seesNothingOfTheLog() throws Exception {
    say(shared, "talker", "services", "hidden: ");
    assertThat(await(shared, "hidden: ").path("message").asText()).isEqualTo("hidden: truetrue");
    assertThat(shared.deployment("nosy.jar").path("state").asText()).isEqualTo("refused");
    assertThat(shared.deployment("nosy.jar").path("reason").asText()).contains("dev.buntime.log");
  }

  private void talker(String name) {
    talker(apps, name);
  }

  private static void talker(Path apps, String name) {
    TestBundle.ofServlet(name, "1.0.0", TalkingServlet.class)
        .header(
            "Import-Package",
            "jakarta.servlet,jakarta.servlet.http,org.osgi.framework,org.osgi.service.log,"
                + "org.slf4j;version=\"[1.7,3)\",org.apache.commons.logging;version=\"[1.1,2)\"")
        .writeTo(apps, name + ".jar");
  }

  private RunnerProcess start(String... options) throws IOException {
    List<String> all = new ArrayList<>(List.of(options));
    all.add("--config=" + config);
    return RunnerProcess.start(apps, data, all.toArray(String[]::new));
  }

  private void write(String text) throws IOException {
    Files.writeString(config.resolve("buntime.jsonc"), text);
  }

  private static void say(RunnerProcess runner, String app, String way, String text) {
    String query = "?text=" + URLEncoder.encode(text, StandardCharsets.UTF_8);
    HttpResponse<String> answer =
        Http.get(runner.uri("/" + app + "/" + way + query), "X-Request-Id", "request-of-" + way);
    assertThat(answer.statusCode()).as("%s %s: %s", app, way, answer.body()).isEqualTo(200);
  }

  private static JsonNode await(RunnerProcess runner, String text) {
    return await().until(() -> lines(runner, text), lines -> !lines.isEmpty()).getFirst();
  }

  /** The newest lines that have a text in them. */
  private static List<JsonNode> lines(RunnerProcess runner, String text) {
    JsonNode lines = Http.json(Http.getAsAdmin(runner.uri("/_/logs?limit=2000"))).path("lines");
    return StreamSupport.stream(lines.spliterator(), false)
        .filter(line -> line.path("message").asText().contains(text))
        .toList();
  }

  private static JsonNode next(BufferedReader events) throws IOException {
    for (String line = events.readLine(); line != null; line = events.readLine()) {
      if (line.startsWith("data: ")) {
        return JSON.readTree(line.substring("data: ".length()));
      }
    }
    throw new IOException("the stream has ended");
  }

  private boolean isRolled() throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("logs"))) {
      return files.anyMatch(file -> file.toString().endsWith(".log.gz"));
    }
  }

  private String everyFile() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(data.resolve("logs"))) {
      for (Path file : files.toList()) {
        byte[] bytes = Files.readAllBytes(file);
        all.append(
            file.toString().endsWith(".gz")
                ? unpacked(file)
                : new String(bytes, StandardCharsets.UTF_8));
      }
    }
    return all.toString();
  }

  private static String unpacked(Path file) {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HttpResponse<String> asAdmin(HttpRequest.Builder request) {
    return Http.send(request, "Authorization", basic());
  }

  private static String basic() {
    String pair = "admin:" + RunnerProcess.PASSWORD;
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static ConditionFactory await() {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptions();
  }
}
