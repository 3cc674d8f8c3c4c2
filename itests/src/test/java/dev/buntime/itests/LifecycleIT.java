package dev.buntime.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.FixMethodOrder;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runners.MethodSorters;

/**
 * Starting, refusing to start, and stopping.
 *
 * <p>One of the starts takes a minute: it begins before all tests, and the test that waits for its
 * end comes last, to save time and for no other reason.
 */
@FixMethodOrder(MethodSorters.NAME_ASCENDING)
public class LifecycleIT {
  @ClassRule public static final TemporaryFolder SHARED = new TemporaryFolder();

  private static Process neverReady;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @BeforeClass
  public static void startWhatNeverGetsReady() throws IOException {
    Path data = SHARED.newFolder().toPath();
    Path kept = data.resolve("configurations/dev/buntime/pipeline/internal");
    Files.createDirectories(kept);
    Files.writeString(
        kept.resolve("HttpFront.config"),
        """
        service.pid="dev.buntime.pipeline.internal.HttpFront"
        router.target="(no\\=thing)"
        """);
    neverReady =
        RunnerProcess.command(SHARED.newFolder().toPath(), data)
            .redirectErrorStream(true)
            .redirectOutput(neverReadyOutput().toFile())
            .start();
  }

  @AfterClass
  public static void endWhatNeverGetsReady() {
    neverReady.destroyForcibly();
  }

  private static Path neverReadyOutput() {
    return SHARED.getRoot().toPath().resolve("output.log");
  }

  @Test
  public void start_printsOneLine() throws IOException {
    try (RunnerProcess runner =
        RunnerProcess.startWith(
            RunnerProcess.PLAIN_JVM, folder, RunnerProcess.sample("hello-api-1.0.0.jar"))) {
      assertThat(runner.output()).hasSize(1);
      assertThat(runner.output().getFirst())
          .contains("http://127.0.0.1:" + runner.port())
          .contains("/_/console")
          .contains("1 app version")
          .contains(" ms");
    }
  }

  @Test
  public void start_answersNothingThatItDoesNotKnowYet() throws Exception {
    Path apps = folder.newFolder().toPath();
    Path hello = RunnerProcess.sample("hello-api-1.0.0.jar");
    Files.copy(hello, apps.resolve(hello.getFileName()));
    Path data = folder.newFolder().toPath();
    int port = FreePort.find();
    CompletableFuture<RunnerProcess> starting =
        CompletableFuture.supplyAsync(() -> start(apps, data, port));
    List<String> seen = new ArrayList<>();
    while (!starting.isDone()) {
      for (String path : List.of("/hello-api", "/nobody", "/")) {
        answer(port, path).ifPresent(answer -> seen.add(path + " " + summary(answer)));
      }
    }
    try (RunnerProcess runner = starting.get()) {
      assertThat(seen)
          .isSubsetOf(
              "/hello-api 503 NOT_READY",
              "/nobody 503 NOT_READY",
              "/ 503 NOT_READY",
              "/hello-api 200",
              "/nobody 404 APP_NOT_FOUND",
              "/ 200");
      assertThat(runner.port()).isEqualTo(port);
      HttpResponse<String> answer = Http.get(runner.uri("/hello-api"));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
  }

  private static RunnerProcess start(Path apps, Path data, int port) {
    try {
      return RunnerProcess.start(apps, data, "--port=" + port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Nothing as long as nobody listens. */
  private static Optional<HttpResponse<String>> answer(int port, String path) {
    try {
      return Optional.of(Http.get(URI.create("http://127.0.0.1:" + port + path)));
    } catch (UncheckedIOException e) {
      return Optional.empty();
    }
  }

  /** An error has to be one of the runner's, with a code. */
  private static String summary(HttpResponse<String> answer) {
    return answer.statusCode()
        + (answer.statusCode() == 200 ? "" : " " + Http.json(answer).path("code").asText());
  }

  @Test
  public void secondRunner_onTheSameData_isRefused() throws Exception {
    Path apps = folder.newFolder().toPath();
    Path data = folder.newFolder().toPath();
    try (RunnerProcess first = RunnerProcess.start(apps, data)) {
      assertRefused(RunnerProcess.command(apps, data), data.toString());
      assertThat(Http.get(first.uri("/_/health/live")).statusCode()).isEqualTo(200);
    }
  }

  @Test
  public void portInUse_isRefused() throws Exception {
    Path apps = folder.newFolder().toPath();
    try (RunnerProcess first = RunnerProcess.start(apps, folder.newFolder().toPath())) {
      assertRefused(
          RunnerProcess.command(apps, folder.newFolder().toPath(), "--port=" + first.port()),
          String.valueOf(first.port()));
    }
  }

  @Test
  public void missingAppsFolder_isRefused() throws Exception {
    Path nowhere = folder.getRoot().toPath().resolve("nowhere");

    assertRefused(RunnerProcess.command(nowhere, folder.newFolder().toPath()), nowhere.toString());
  }

  @Test
  public void invalidConfiguration_isRefusedWithItsPlace() throws Exception {
    Path config = folder.newFolder().toPath();
    try (var files = Files.list(RunnerProcess.DISTRIBUTION.resolve("config"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, config.resolve(file.getFileName()));
      }
    }
    Files.writeString(config.resolve("buntime.jsonc"), "{\n  \"shel\": \"x\"\n}");

    assertRefused(
        RunnerProcess.command(
            folder.newFolder().toPath(), folder.newFolder().toPath(), "--config=" + config),
        "buntime.jsonc, line 2");
  }

  @Test
  public void waiting_whenForWhatNeverComes_endsAndNamesTheComponent() throws Exception {
    boolean isEnded = neverReady.waitFor(150, TimeUnit.SECONDS);

    String output = Files.readString(neverReadyOutput());
    assertThat(isEnded).as(output).isTrue();
    assertThat(neverReady.exitValue()).as(output).isEqualTo(1);
    assertThat(output)
        .containsPattern(
            "Buntime did not get ready within 60 s.*component"
                + " dev.buntime.pipeline.internal.HttpFront of bundle dev.buntime.pipeline waits for"
                + " a service dev.buntime.router.Router with \\(no=thing\\)")
        .contains("internal.Startup of bundle dev.buntime.management waits for a service ");
  }

  @Test
  public void shell_answersTheRoot() throws Exception {
    Path config = folder.newFolder().toPath();
    try (var files = Files.list(RunnerProcess.DISTRIBUTION.resolve("config"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, config.resolve(file.getFileName()));
      }
    }
    Files.writeString(config.resolve("buntime.jsonc"), "{ \"shell\": \"hello-spa@1\" }");
    Path apps = folder.newFolder().toPath();
    Path spa = RunnerProcess.sample("hello-spa-1.0.0.jar");
    Files.copy(spa, apps.resolve(spa.getFileName()));

    try (RunnerProcess runner =
        RunnerProcess.start(apps, folder.newFolder().toPath(), "--config=" + config)) {
      assertThat(Http.get(runner.uri("/")).body()).contains("<base href=\"/hello-spa@1/\">");
    }
  }

  @Test
  public void stop_finishesRequestsThatAreInFlight() throws Exception {
    Path jars = folder.newFolder().toPath();
    Path gate = folder.getRoot().toPath().resolve("gate");
    RunnerProcess runner =
        RunnerProcess.start(
            folder, TestBundle.generation("slow", "1.0.0", "done", "").writeTo(jars, "slow.jar"));
    Http.get(runner.uri("/slow")); // so that there is a worker
    awaitStats(runner, "\"inFlight\" : 0");
    CompletableFuture<HttpResponse<String>> answer =
        Http.CLIENT.sendAsync(
            HttpRequest.newBuilder(runner.uri("/slow/gate?file=" + gate)).build(),
            BodyHandlers.ofString());
    awaitStats(runner, "\"inFlight\" : 1");

    runner.process().destroy();
    await().until(() -> answer(runner.port(), "/").isEmpty());
    assertThat(answer).isNotDone();
    Files.createFile(gate);
    runner.close();

    assertThat(answer.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    assertThat(answer.join().body()).isEqualTo("done");
  }

  private static void awaitStats(RunnerProcess runner, String part) {
    await()
        .untilAsserted(
            () -> assertThat(Http.getAsAdmin(runner.uri("/_/stats")).body()).contains(part));
  }

  @Test
  public void stopCommand_andStatus() throws Exception {
    Path data = folder.newFolder().toPath();
    assertThat(bin("status", data).waitFor()).isEqualTo(3);
    RunnerProcess runner = RunnerProcess.start(folder.newFolder().toPath(), data);

    Process status = bin("status", data);
    assertThat(text(status)).contains(String.valueOf(runner.port()));
    assertThat(status.waitFor()).isZero();
    assertThat(bin("stop", data).waitFor()).isZero();
    assertThat(runner.process().waitFor()).isZero();
    assertThat(bin("stop", data).waitFor()).isEqualTo(3);
  }

  private static Process bin(String command, Path data) throws IOException {
    return new ProcessBuilder(
            RunnerProcess.DISTRIBUTION.resolve("bin/buntime").toString(), command, "--data=" + data)
        .redirectErrorStream(true)
        .start();
  }

  private static void assertRefused(ProcessBuilder command, String mentioned) throws Exception {
    Process process = command.redirectErrorStream(true).start();
    String output = text(process);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isEqualTo(2);
    assertThat(output).contains(mentioned).doesNotContain("\tat ");
    assertThat(output.lines().filter(line -> !line.isBlank() && !line.contains(" INFO ")))
        .as(output)
        .hasSize(1);
  }

  private static String text(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
