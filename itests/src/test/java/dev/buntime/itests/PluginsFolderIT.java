package dev.buntime.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.buntime.itests.app.GenerationServlet;
import dev.buntime.itests.app.PluginActivator;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.FixMethodOrder;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runners.MethodSorters;

/**
 * Plugins that come, are replaced and go while the runner serves, and those that are required.
 *
 * <p>One of the starts waits half a minute for its plugins: it begins before all tests, and the
 * test that waits for its end comes last, to save time and for no other reason.
 */
@FixMethodOrder(MethodSorters.NAME_ASCENDING)
public class PluginsFolderIT {
  private static final String JAR = "generation.jar";
  private static final String ROUTE = "/_/plugin-generation/generation";
  private static final int REPLACEMENTS = 10;

  @ClassRule public static final TemporaryFolder SHARED = new TemporaryFolder();

  private static Process neverReady;
  private static RunnerProcess shared;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Path plugins = Path.of("");
  private RunnerProcess runner = shared;

  @BeforeClass
  public static void startWhatNeverGetsReady() throws IOException {
    Path data =
        prepare(
            SHARED.newFolder().toPath(),
            "{ \"required\": [\"plugin-generation\", \"plugin-nowhere\"] }");
    Path plugins = pluginsOf(data);
    crashing("1.0.0").writeTo(plugins, JAR);
    Files.writeString(plugins.resolve("nowhere.jar"), "this is no jar");
    neverReady =
        RunnerProcess.command(data.resolveSibling("apps"), data, options(data))
            .redirectErrorStream(true)
            .redirectOutput(neverReadyOutput().toFile())
            .start();
  }

  @BeforeClass
  public static void startShared() throws IOException {
    shared =
        launch(
            prepare(
                SHARED.newFolder().toPath(),
                """
                { "plugins": [
                  ["@buntime/plugin-headers", { "headers": { "X-Frame-Options": "DENY" } }]
                ] }
                """));
  }

  @AfterClass
  public static void endAll() {
    neverReady.destroyForcibly();
    if (shared != null) {
      shared.close();
    }
  }

  @Before
  public void setUp() {
    plugins = pluginsOf(shared.data());
  }

  /** Ends a runner of the test's own, and takes the plugins out of the one that tests share. */
  @After
  public void tearDown() throws IOException {
    if (runner != shared) {
      runner.close();
    }
    runner = shared;
    try (Stream<Path> artifacts = Files.list(pluginsOf(shared.data()))) {
      for (Path artifact : artifacts.toList()) {
        Files.delete(artifact);
      }
    }
    soon().untilAsserted(() -> assertThat(deployments()).isEmpty());
  }

  private static Path neverReadyOutput() {
    return SHARED.getRoot().toPath().resolve("output.log");
  }

  @Test
  public void sample_whenDroppedInAndRemoved_changesAnswersAndLosesNone() throws Exception {
    Path sample = RunnerProcess.DISTRIBUTION.resolve("plugins/plugin-headers-1.0.0.jar");
    assertThat(field("X-Frame-Options")).isNull();

    try (CallLoop calls = calls()) {
      Path part = Files.copy(sample, plugins.resolve(".headers.part"));
      Path jar = Files.move(part, plugins.resolve("headers.jar"), StandardCopyOption.ATOMIC_MOVE);
      soon().until(() -> "DENY".equals(field("X-Frame-Options")));
      awaitCalls(calls);
      assertThat(plugin("plugin-headers").get("state").asText()).isEqualTo("active");
      assertThat(plugin("plugin-headers").get("listed").asBoolean()).isTrue();

      Files.delete(jar);
      soon().until(() -> field("X-Frame-Options") == null);
      awaitCalls(calls);
      assertThat(calls.errors()).isEmpty();
    }
    soon()
        .untilAsserted(() -> {
          assertThat(plugin("plugin-headers").get("state").asText()).isEqualTo("missing");
          assertThat(deployments()).isEmpty();
        });
  }

  @Test
  public void replacements_underLoad_loseNoRequestToAppsAndRoutes() throws Exception {
    generation("1.0.0", "0").writeTo(plugins, JAR);
    awaitGeneration("0");

    List<CallLoop> loops = new ArrayList<>();
    try {
      for (int i = 0; i < 2; i++) {
        loops.add(new CallLoop(() -> checked(Http.get(runner.uri("/hello-api")))));
        loops.add(new CallLoop(() -> checked(Http.getAsAdmin(runner.uri(ROUTE)))));
      }
      for (int i = 1; i <= REPLACEMENTS; i++) {
        String version = i % 3 == 0 ? "1.0.0" : "1.%d.0".formatted(i); // higher, lower and the same
        generation(version, String.valueOf(i)).writeTo(plugins, JAR);
        String expected = String.valueOf(i);
        awaitGeneration(expected);
        soon().until(() -> Http.getAsAdmin(runner.uri(ROUTE)).body().equals(expected));
      }
    } finally {
      loops.forEach(CallLoop::close);
    }

    assertThat(loops).allSatisfy(loop -> assertThat(loop.errors()).isEmpty());
    assertThat(loops).allSatisfy(loop -> assertThat(loop.answers()).isGreaterThan(REPLACEMENTS));
    assertThat(plugin(PluginActivator.NAME).get("routes").toString())
        .isEqualTo("[\"" + ROUTE + "/*\"]");
    assertThat(Http.get(runner.uri(ROUTE)).statusCode()).as("without login").isEqualTo(401);

    Files.delete(plugins.resolve(JAR));
    soon().until(() -> field(PluginActivator.FIELD) == null);
    soon()
        .untilAsserted(
            () -> assertThat(Http.getAsAdmin(runner.uri(ROUTE)).statusCode()).isEqualTo(404));
  }

  /**
   * An answer that has passed one generation of the plugin, or else one that counts as an error.
   */
  private static HttpResponse<String> checked(HttpResponse<String> answer) {
    if (answer.headers().allValues(PluginActivator.FIELD).size() != 1) {
      throw new IllegalStateException(answer.statusCode() + " " + answer.headers().map());
    }
    return answer;
  }

  @Test
  public void requestsInFlight_whenThePluginIsReplaced_endOnTheChainTheyBeganWith()
      throws Exception {
    generation("1.0.0", "one").writeTo(plugins, JAR);
    awaitGeneration("one");
    Path gate = folder.getRoot().toPath().resolve("gate");
    CompletableFuture<HttpResponse<String>> late = async("/swap/gate?file=" + gate);
    soon().until(() -> inFlight("swap") == 1);

    generation("1.1.0", "two").writeTo(plugins, JAR);
    awaitGeneration("two");
    assertThat(late).isNotDone();
    Files.createFile(gate);

    HttpResponse<String> answer = late.get(60, TimeUnit.SECONDS);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().allValues(PluginActivator.FIELD)).containsExactly("one");
    assertThat(field(PluginActivator.FIELD)).isEqualTo("two");
  }

  @Test
  public void jar_thatIsNone_isRefusedWithAReasonAndHarmsNobody() throws Exception {
    generation("1.0.0", "one").writeTo(plugins, JAR);
    awaitGeneration("one");
    Files.writeString(plugins.resolve("garbage.jar"), "this is no jar");
    new TestBundle("needy", "1").header("Import-Package", "nowhere").writeTo(plugins, "needy.jar");

    soon().until(() -> deployment("garbage.jar").path("state").asText().equals("refused"));
    soon().until(() -> deployment("needy.jar").path("state").asText().equals("refused"));
    assertThat(deployment("garbage.jar").get("reason").asText()).contains("is not a complete jar");
    assertThat(deployment("needy.jar").get("reason").asText())
        .startsWith("Package nowhere is missing");
    soon()
        .untilAsserted(() ->
            assertThat(runner.log()).contains("refused garbage.jar").contains("refused needy.jar"));
    assertThat(field(PluginActivator.FIELD)).isEqualTo("one");
  }

  @Test
  public void plugin_thatCrashesInOnInit_isNotInForceAndReplacesNothing() throws Exception {
    crashing("1.0.0").writeTo(plugins, JAR);
    soon().until(() -> plugin(PluginActivator.NAME).path("state").asText().equals("failed"));
    assertThat(plugin(PluginActivator.NAME).get("reason").asText()).contains("no database");
    assertThat(field(PluginActivator.FIELD)).isNull();

    generation("1.0.1", "one").writeTo(plugins, JAR);
    awaitGeneration("one");
    crashing("1.0.2").writeTo(plugins, JAR);
    soon().until(() -> !deployment(JAR).path("warnings").isEmpty());

    assertThat(deployment(JAR).get("warnings").get(0).asText())
        .startsWith("its plugin plugin-generation fails: ")
        .contains("no database")
        .endsWith("What was deployed before stays");
    assertThat(deployment(JAR).get("version").asText()).isEqualTo("1.0.1");
    assertThat(field(PluginActivator.FIELD)).isEqualTo("one");
  }

  @Test
  public void required_whenItComesLate_isWaitedFor() throws Exception {
    Path data = prepare(folder.getRoot().toPath(), "{ \"required\": [\"plugin-generation\"] }");
    plugins = pluginsOf(data);
    CompletableFuture<RunnerProcess> starting = CompletableFuture.supplyAsync(() -> launch(data));
    Path log = data.resolve("stderr.log");
    soon()
        .until(() ->
            Files.exists(log)
                && Files.readString(log).contains("plugin plugin-generation is not there"));
    assertThat(starting).isNotDone();

    generation("1.0.0", "one").writeTo(plugins, JAR);

    runner = starting.get(60, TimeUnit.SECONDS);
    assertThat(field(PluginActivator.FIELD)).isEqualTo("one");
    awaitReadiness(200);

    Files.delete(plugins.resolve(JAR));
    awaitReadiness(503);
    assertThat(Http.get(runner.uri("/_/health/ready")).body())
        .contains("plugin-generation is missing; ");
    for (String path : List.of("/hello-api", "/hello-api@9", "/nobody", "/")) {
      HttpResponse<String> refused = Http.get(runner.uri(path));
      assertThat(refused.statusCode()).as(path).isEqualTo(503);
      assertThat(Http.json(refused).get("code").asText()).isEqualTo("NOT_READY");
    }
    assertThat(Http.getAsAdmin(runner.uri("/_/deployments")).statusCode()).isEqualTo(200);

    generation("1.0.0", "two").writeTo(plugins, JAR);
    awaitGeneration("two");
    awaitReadiness(200);
  }

  /** The results of health checks are kept for 2 s. */
  private void awaitReadiness(int status) {
    soon().until(() -> Http.get(runner.uri("/_/health/ready")).statusCode() == status);
  }

  @Test
  public void start_whenARequiredPluginIsMissingOrCrashes_endsWithTheReasonOfEach()
      throws Exception {
    boolean isEnded = neverReady.waitFor(120, TimeUnit.SECONDS);

    String output = Files.readString(neverReadyOutput());
    assertThat(isEnded).as(output).isTrue();
    assertThat(neverReady.exitValue()).as(output).isEqualTo(3);
    String sentence =
        output
            .lines()
            .filter(
                line -> line.startsWith("Plugins that are required are not in force after 30 s"))
            .findFirst()
            .orElseThrow(() -> new AssertionError(output));
    assertThat(sentence)
        .contains("plugin-generation is failed: ")
        .contains("no database")
        .contains("plugin-nowhere is missing: ")
        .contains("nowhere.jar is not a complete jar");
  }

  /** As soon as it may be on a machine that has much else to do. */
  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(60));
  }

  /** Makes folders with two apps, no plugin and these settings; returns the data folder. */
  private static Path prepare(Path root, String settings) throws IOException {
    Path config = Files.createDirectory(root.resolve("config"));
    RunnerProcess.copyConfig(config);
    Files.writeString(config.resolve("buntime.jsonc"), settings);
    Files.createDirectory(root.resolve("plugins"));
    Path apps = Files.createDirectory(root.resolve("apps"));
    Path hello = RunnerProcess.sample("hello-api-2.0.0.jar");
    Files.copy(hello, apps.resolve(hello.getFileName()));
    TestBundle.ofServlet("swap", "1.0.0", GenerationServlet.class).writeTo(apps, "swap.jar");
    return Files.createDirectory(root.resolve("data"));
  }

  private static Path pluginsOf(Path data) {
    return data.resolveSibling("plugins");
  }

  private static RunnerProcess launch(Path data) {
    try {
      return RunnerProcess.start(data.resolveSibling("apps"), data, options(data));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String[] options(Path data) {
    return new String[] {
      "--plugins=" + pluginsOf(data), "--config=" + data.resolveSibling("config")
    };
  }

  private static TestBundle generation(String version, String description) throws IOException {
    return new TestBundle("generation", version)
        .header(
            "Import-Package",
            "dev.buntime.plugin,jakarta.servlet,jakarta.servlet.http,org.osgi.framework")
        .header("Bundle-Activator", PluginActivator.class.getName())
        .header("Bundle-Description", description)
        .type(PluginActivator.class)
        .type(GenerationServlet.class);
  }

  private static TestBundle crashing(String version) throws IOException {
    return generation(version, "crashing").header(PluginActivator.FAILURE, "no database");
  }

  private CallLoop calls() {
    return new CallLoop(() -> Http.get(runner.uri("/hello-api")));
  }

  /** Waits until calls that began after now have ended. */
  private static void awaitCalls(CallLoop calls) {
    long now = calls.answers();
    soon().until(() -> calls.answers() > now + 10);
  }

  private void awaitGeneration(String generation) {
    soon()
        .pollInterval(Duration.ofMillis(20))
        .until(() -> generation.equals(field(PluginActivator.FIELD)));
  }

  /** A header field of the answer of an app; null if it has none. */
  private String field(String name) {
    return Http.get(runner.uri("/hello-api")).headers().firstValue(name).orElse(null);
  }

  private CompletableFuture<HttpResponse<String>> async(String path) {
    return Http.CLIENT.sendAsync(
        HttpRequest.newBuilder(runner.uri(path)).build(), BodyHandlers.ofString());
  }

  private int inFlight(String app) {
    JsonNode workers = Http.json(Http.getAsAdmin(runner.uri("/_/stats"))).get("workers");
    return find(workers, "app", app).path("inFlight").asInt();
  }

  private JsonNode deployments() {
    return Http.json(Http.getAsAdmin(runner.uri("/_/plugins"))).get("deployments");
  }

  private JsonNode deployment(String artifact) {
    return find(deployments(), "artifact", artifact);
  }

  private JsonNode plugin(String name) {
    return find(Http.json(Http.getAsAdmin(runner.uri("/_/plugins"))).get("plugins"), "name", name);
  }

  private static JsonNode find(JsonNode list, String member, String value) {
    for (JsonNode each : list) {
      if (each.get(member).asText().equals(value)) {
        return each;
      }
    }
    return MissingNode.getInstance();
  }
}
