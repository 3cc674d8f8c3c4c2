package dev.buntime.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Whatever lies in the place of a live app and cannot be deployed, the app goes on answering. */
public class RefusedReplacementIT {
  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

  private static final String JAR = "swap.jar";
  private static final String SIDECAR = JAR + ".worker.jsonc";

  private static RunnerProcess runner;

  private final List<String> kept = new ArrayList<>();
  private int warnedBefore;

  @BeforeClass
  public static void start() throws IOException {
    runner = RunnerProcess.start(FOLDER);
  }

  @AfterClass
  public static void stop() {
    runner.close();
  }

  @Before
  public void deploy() throws IOException {
    warnedBefore = allWarningsInLog().size();
    generation("one").writeTo(runner.apps(), JAR);
    awaitAnswer("/swap", "one");
  }

  /** Takes the apps away, and waits until nothing of them is there. */
  @After
  public void removeApps() throws IOException {
    runner.removeApps();
  }

  private static JsonNode asAdmin(String path) {
    return Http.json(Http.getAsAdmin(runner.uri(path)));
  }

  /** The runner ends, and another one begins with the same folders. */
  private static void restart() throws IOException {
    runner.close();
    runner = RunnerProcess.start(runner.apps(), runner.data());
  }

  @Test
  public void replacement_whenRefused_leavesTheOldOneAnsweringUntilAGoodOneComes()
      throws IOException {
    try (CallLoop calls = callLoop("/swap")) {
      write(SIDECAR, "{ \"timeout\": \"soon\" }");
      assertKept(calls, SIDECAR + ", line 1, column 14: timeout is \"soon\"");
      write(SIDECAR, "{ \"timeout\" }");
      assertKept(calls, SIDECAR + ", line 1, column 13: this is not JSON");
      Files.delete(runner.apps().resolve(SIDECAR));
      await().untilAsserted(() -> assertThat(warnings()).isEmpty());

      write(JAR, "garbage");
      assertKept(calls, "swap.jar is not a complete jar: zip END header not found");
      write(JAR, "");
      assertKept(calls, "swap.jar is not a complete jar: zip file is empty");
      generation("no version").header("App-Version", "first").writeTo(runner.apps(), JAR);
      assertKept(calls, "App-Version 'first' is not a semantic version");
      generation("no bundle").header("Bundle-SymbolicName", " ").writeTo(runner.apps(), JAR);
      assertKept(calls, "it is not an OSGi bundle");
      generation("unresolved").header("Import-Package", "com.gone").writeTo(runner.apps(), JAR);
      assertKept(calls, "Package com.gone is missing");
      generation("no settings").file("worker.jsonc", "[]").writeTo(runner.apps(), JAR);
      assertKept(calls, "worker.jsonc, line 1, column 1: the file has to be an object");

      generation("two").writeTo(runner.apps(), JAR);
      awaitAnswer("/swap", "two");
      await().untilAsserted(() -> assertThat(warnings()).isEmpty());
      awaitCalls(calls);
      assertThat(calls.errors()).isEmpty();
      assertThat(calls.bodies()).containsExactlyInAnyOrder("one", "two");
    }
    Files.delete(runner.apps().resolve(JAR));
    await().until(() -> Http.get(runner.uri("/swap")).statusCode() == 404);
  }

  @Test
  public void replacement_whenItClaimsWhatAnotherArtifactHas_waitsForIt() throws IOException {
    Path other = bundle("1.1.0", "other").writeTo(runner.apps(), "other.jar");
    awaitAnswer("/swap@1.1.0", "other");

    try (CallLoop calls = callLoop("/swap@1.0.0")) {
      bundle("1.1.0", "mine").writeTo(runner.apps(), JAR);
      assertKept(calls, "swap.jar and other.jar are both swap@1.1.0");
    }
    assertThat(Http.get(runner.uri("/swap@1.1.0")).body()).isEqualTo("other");

    Files.delete(other);
    awaitAnswer("/swap@1.1.0", "mine");
    await().untilAsserted(() -> assertThat(warnings()).isEmpty());
    assertThat(Http.get(runner.uri("/swap@1.0.0")).statusCode()).isEqualTo(404);
  }

  @Test
  public void replacement_whenItIsAnotherApp_takesThePlaceWhenItHasStarted() throws IOException {
    try (CallLoop calls = callLoop("/swap")) {
      other().crashing().writeTo(runner.apps(), JAR);
      assertKept(calls, "the replacement does not start: ");
    }
    assertThat(Http.get(runner.uri("/other")).statusCode()).isEqualTo(404);

    other().writeTo(runner.apps(), JAR);
    awaitAnswer("/other", "another");
    assertThat(Http.get(runner.uri("/swap")).statusCode()).isEqualTo(404);
  }

  @Test
  public void replacement_whenNobodyCallsTheApp_hasToStartAllTheSame() throws IOException {
    restart();
    assertThat(asAdmin("/_/stats").get("workers")).isEmpty();

    TestBundle.generation("swap", "1.0.0", "bad", "").crashing().writeTo(runner.apps(), JAR);
    await()
        .untilAsserted(() ->
            assertThat(warnings())
                .singleElement()
                .asString()
                .startsWith("the replacement does not start: "));
    assertThat(Http.get(runner.uri("/swap")).body()).isEqualTo("one");

    generation("two").writeTo(runner.apps(), JAR);
    awaitAnswer("/swap", "two");
    await().untilAsserted(() -> assertThat(warnings()).isEmpty());
  }

  @Test
  public void rename_underLoad_losesNoRequest() throws IOException {
    try (CallLoop calls = callLoop("/swap@1.0.0")) {
      for (int i = 0; i < 5; i++) {
        Files.move(runner.apps().resolve(JAR), runner.apps().resolve("renamed.jar"));
        await().until(() -> runner.deployment("renamed.jar").path("state").asText().equals("live"));
        Files.move(runner.apps().resolve("renamed.jar"), runner.apps().resolve(JAR));
        await().until(() -> runner.deployment(JAR).path("state").asText().equals("live"));
      }
      awaitCalls(calls);
      assertThat(calls.errors()).isEmpty();
    }
  }

  @Test
  public void start_withWhatCannotBeDeployed_refusesItAndHasNothingToKeep() throws IOException {
    generation("bad").header("App-Version", "first").writeTo(runner.apps(), JAR);
    await().untilAsserted(() -> assertThat(warnings()).isNotEmpty());
    assertThat(runner.deployment(JAR).get("state").asText()).isEqualTo("live");

    restart();

    assertThat(runner.deployment(JAR).get("state").asText()).isEqualTo("refused");
    assertThat(runner.deployment(JAR).get("reason").asText()).startsWith("App-Version 'first'");
    assertThat(Http.get(runner.uri("/swap")).statusCode()).isEqualTo(404);
  }

  private void assertKept(CallLoop calls, String reason) {
    await()
        .untilAsserted(() ->
            assertThat(warnings())
                .singleElement()
                .asString()
                .startsWith(reason)
                .endsWith("What was deployed before stays"));
    awaitCalls(calls);
    assertThat(runner.deployment(JAR).get("state").asText()).isEqualTo("live");
    assertThat(calls.errors()).isEmpty();
    assertThat(calls.bodies()).containsExactly("one");
    kept.add("kept swap.jar: " + warnings().getFirst());
    await()
        .untilAsserted(
            () -> assertThat(warningsInLog()).as("each once").containsExactlyElementsOf(kept));
  }

  /** What the log has said since this test began, at level WARN, about artifacts that were kept. */
  private List<String> warningsInLog() {
    List<String> all = allWarningsInLog();
    return all.subList(warnedBefore, all.size());
  }

  private static List<String> allWarningsInLog() {
    return runner
        .log()
        .lines()
        .filter(line -> line.contains(" WARN ") && line.contains("kept "))
        .map(line -> line.substring(line.indexOf("kept ")))
        .toList();
  }

  private static List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    runner.deployment(JAR).path("warnings").forEach(each -> warnings.add(each.asText()));
    return warnings;
  }

  private static TestBundle generation(String description) throws IOException {
    return bundle("1.0.0", description);
  }

  private static TestBundle bundle(String version, String description) throws IOException {
    return TestBundle.generation("swap", version, description, "");
  }

  private static TestBundle other() throws IOException {
    return TestBundle.generation("other", "1.0.0", "another", "");
  }

  private void write(String file, String text) throws IOException {
    Path part = Files.writeString(runner.apps().resolve("." + file + ".part"), text);
    Files.move(part, runner.apps().resolve(file), StandardCopyOption.ATOMIC_MOVE);
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
}
