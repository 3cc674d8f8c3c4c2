package dev.buntime.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.itests.DocumentExamples.Call;
import dev.buntime.itests.DocumentExamples.Step;
import dev.buntime.itests.app.VersionServlet;
import dev.buntime.testing.TestJar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What is no bundle answers, too. */
public class FormsIT {
  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

  /** Too soon for the scan that makes up for events that are lost, each five seconds. */
  private static final Duration PROMPT = Duration.ofSeconds(3);

  private static final int TRIES = 3;

  private static RunnerProcess runner;

  @BeforeClass
  public static void start() throws IOException {
    runner = RunnerProcess.start(FOLDER);
  }

  @AfterClass
  public static void stop() {
    runner.close();
  }

  @Test
  public void examplesOfTheDocument_work() throws Exception {
    Path work = FOLDER.newFolder().toPath();
    List<Step> steps =
        DocumentExamples.of(Path.of(System.getProperty("docs.dir"), "deploying.adoc"));

    assertThat(steps).hasSizeGreaterThan(10);
    for (Step step : steps) {
      if (step.language().equals("sh")) {
        run(step, work);
      } else {
        step.calls().forEach(call -> awaitAnswer(step.heading(), call));
      }
    }
  }

  @Test
  public void plainJar_withAServletClass_answersAndIsWiredToThePlatform() throws IOException {
    TestJar jar =
        TestJar.plain()
            .type(VersionServlet.class)
            .entry("worker.jsonc", "{\"entrypoint\": \"" + VersionServlet.class.getName() + "\"}");
    jar.in(runner.apps(), "plain-servlet-1.2.3.jar");

    awaitAnswer("plain jar", new Call("/plain-servlet@1", "\"version\":\"1.2.3\""));
  }

  @Test
  public void folder_thatIsRenamedAway_isGone() throws IOException {
    Path target = Files.createDirectory(runner.apps().resolve("renamed"));
    Files.writeString(target.resolve("index.html"), "<p>renamed");
    awaitAnswer("renamed", new Call("/renamed/", "<p>renamed"));

    Files.move(target, FOLDER.getRoot().toPath().resolve("away"), StandardCopyOption.ATOMIC_MOVE);
    await()
        .untilAsserted(
            () -> assertThat(Http.get(runner.uri("/renamed/")).statusCode()).isEqualTo(404));
  }

  @Test
  public void change_deepInAFolder_isThereWithinASecond() throws IOException {
    Path css = Files.createDirectories(runner.apps().resolve("deep/public/css"));
    Files.writeString(css.resolve("../index.html").normalize(), "<p>deep");
    Files.writeString(css.resolve("style.css"), "old");
    awaitAnswer("deep", new Call("/deep/css/style.css", "old"));

    List<Duration> seen = new ArrayList<>();
    do {
      String text = "new " + seen.size();
      long before = System.nanoTime();
      Files.writeString(css.resolve("style.css"), text);
      awaitAnswer("deep", new Call("/deep/css/style.css", text));
      seen.add(Duration.ofNanos(System.nanoTime() - before));
    } while (seen.getLast().compareTo(PROMPT) >= 0 && seen.size() < TRIES);

    assertThat(seen.getLast()).as("one of a few, %s", seen).isLessThan(PROMPT);
  }

  @Test
  public void folders_thatComeAndGo_harmNobody() throws IOException {
    Path stays = Files.createDirectory(runner.apps().resolve("stays"));
    Files.writeString(stays.resolve("index.html"), "<p>stays");
    awaitAnswer("stays", new Call("/stays/", "<p>stays"));

    for (int i = 0; i < 50; i++) {
      Path flickers = Files.createDirectories(runner.apps().resolve("flickers/1.0.0"));
      Path page = Files.writeString(flickers.resolve("index.html"), "<p>flickers");
      assertThat(Http.get(runner.uri("/stays/")).statusCode()).isEqualTo(200);
      Files.delete(page);
      Files.delete(flickers);
      Files.delete(flickers.getParent());
    }

    await().until(() -> runner.deployment("flickers/1.0.0").isMissingNode());
    assertThat(runner.deployment("stays").path("state").asText()).isEqualTo("live");
  }

  private static void run(Step step, Path work) throws IOException, InterruptedException {
    ProcessBuilder shell =
        new ProcessBuilder("sh", "-e", "-c", step.text())
            .directory(work.toFile())
            .redirectErrorStream(true);
    shell.environment().put("APPS", runner.apps().toString());
    shell.environment().put("BUNTIME", RunnerProcess.DISTRIBUTION.toString());
    shell
        .environment()
        .merge(
            "PATH",
            Path.of(System.getProperty("java.home"), "bin") + ":",
            (old, java) -> java + old);
    Process process = shell.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", step.heading(), output).isZero();
  }

  private static void awaitAnswer(String what, Call call) {
    await()
        .atMost(Duration.ofSeconds(30)) // the machine may have much to do
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> {
          var answer = Http.get(runner.uri(call.path()));
          assertThat(answer.statusCode()).as("%s %s", what, call.path()).isEqualTo(200);
          assertThat(answer.body()).contains(call.answer());
        });
  }
}
