package dev.buntime.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.buntime.itests.app.VersionServlet;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What happens in the apps folder happens at the URLs. */
public class DeployIT {
  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

  /** In the folder when a test begins. */
  private static final List<String> SAMPLES = List.of("hello-api-1.0.0.jar", "hello-api-1.1.0.jar");

  private static RunnerProcess runner;

  @BeforeClass
  public static void start() throws IOException {
    runner = RunnerProcess.start(FOLDER);
  }

  @AfterClass
  public static void stop() {
    runner.close();
  }

  @Before
  public void tidyUp() throws IOException {
    try (Stream<Path> artifacts = Files.list(runner.apps())) {
      for (Path artifact : artifacts.toList()) {
        if (!SAMPLES.contains(artifact.getFileName().toString())) {
          Files.delete(artifact);
        }
      }
    }
    for (String sample : SAMPLES) {
      if (!Files.exists(runner.apps().resolve(sample))) {
        Files.copy(RunnerProcess.sample(sample), runner.apps().resolve(sample));
      }
    }
    await()
        .untilAsserted(() ->
            assertThat(Http.json(Http.getAsAdmin(runner.uri("/_/deployments"))).get("deployments"))
                .extracting(
                    each -> each.get("artifact").asText() + " " + each.get("state").asText())
                .containsExactlyInAnyOrderElementsOf(
                    SAMPLES.stream().map(sample -> sample + " live").toList()));
    awaitVersion("/hello-api", "1.1.0");
  }

  @Test
  public void newVersions_answer_whileOthersSeeNoError() throws Exception {
    LongAdder requests = new LongAdder();
    List<String> errors = java.util.Collections.synchronizedList(new ArrayList<>());
    AtomicBoolean stop = new AtomicBoolean();
    List<Thread> load = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      load.add(Thread.ofPlatform().start(() -> load(stop, requests, errors)));
    }
    try {
      await().untilAdder(requests, org.hamcrest.Matchers.greaterThan(100L));
      for (int patch = 0; patch < 10; patch++) {
        String version = "2.1." + patch;
        TestBundle bundle = TestBundle.ofServlet("hello-api", version, VersionServlet.class);
        bundle.writeTo(runner.apps(), "hello-api-" + version + ".jar");
        awaitVersion("/hello-api", version);
      }
    } finally {
      stop.set(true);
      for (Thread thread : load) {
        thread.join();
      }
    }
    assertThat(errors).isEmpty();
  }

  @Test
  public void removedVersion_isGone() throws IOException {
    assertThat(version("/hello-api@1.1")).isEqualTo("1.1.0");

    Files.delete(runner.apps().resolve("hello-api-1.1.0.jar"));

    awaitVersion("/hello-api", "1.0.0");
    assertThat(Http.get(runner.uri("/hello-api@1.1")).statusCode()).isEqualTo(404);
  }

  @Test
  public void replacedArtifact_isReplacedWithoutAGap() throws Exception {
    TestBundle.ofServlet("swap", "1.0.0", VersionServlet.class)
        .header("Bundle-Description", "generation 0")
        .writeTo(runner.apps(), "swap.jar");
    awaitVersion("/swap", "1.0.0");
    LongAdder requests = new LongAdder();
    List<String> errors = java.util.Collections.synchronizedList(new ArrayList<>());
    AtomicBoolean stop = new AtomicBoolean();
    Thread load = Thread.ofPlatform().start(() -> load("/swap", stop, requests, errors));

    try {
      for (int generation = 1; generation <= 5; generation++) {
        String text = "generation " + generation;
        TestBundle.ofServlet("swap", "1.0.0", VersionServlet.class)
            .header("Bundle-Description", text)
            .writeTo(runner.apps(), "swap.jar");
        await()
            .untilAsserted(
                () -> assertThat(answer("/swap").get("description").asText()).isEqualTo(text));
      }
    } finally {
      stop.set(true);
      load.join();
    }
    assertThat(errors).isEmpty();
    assertThat(requests.sum()).isPositive();
  }

  @Test
  public void unfinishedCopy_isNotTouched() throws IOException {
    byte[] jar = TestBundle.ofServlet("slow", "1.0.0", VersionServlet.class).toBytes();
    Path file = runner.apps().resolve("slow.jar");
    Files.write(file, Arrays.copyOf(jar, jar.length / 2));

    await().untilAsserted(() -> assertThat(reason("slow.jar")).contains("complete"));
    assertThat(Http.get(runner.uri("/slow")).statusCode()).isEqualTo(404);

    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.APPEND)) {
      channel.write(java.nio.ByteBuffer.wrap(jar, jar.length / 2, jar.length - jar.length / 2));
    }
    awaitVersion("/slow", "1.0.0");
  }

  @Test
  public void missingRequirement_isExplained() throws IOException {
    TestBundle.ofServlet("needy", "1.0.0", VersionServlet.class)
        .header("Import-Package", "jakarta.servlet;version=\"[99,100)\",com.example.nowhere")
        .writeTo(runner.apps(), "needy.jar");

    await()
        .untilAsserted(() ->
            assertThat(reason("needy.jar"))
                .contains("com.example.nowhere")
                .contains("jakarta.servlet"));
    assertThat(Http.get(runner.uri("/needy")).statusCode()).isEqualTo(404);
    await().untilAsserted(() -> assertThat(runner.log()).contains("needy.jar"));
  }

  @Test
  public void sameVersionTwice_secondIsRefused() throws IOException {
    Files.copy(RunnerProcess.sample("hello-api-1.0.0.jar"), runner.apps().resolve("zzz-copy.jar"));

    await()
        .untilAsserted(() ->
            assertThat(reason("zzz-copy.jar"))
                .contains("hello-api-1.0.0.jar")
                .contains("zzz-copy.jar"));
    assertThat(version("/hello-api@1.0")).isEqualTo("1.0.0");

    Files.delete(runner.apps().resolve("hello-api-1.0.0.jar"));
    await()
        .untilAsserted(() ->
            assertThat(runner.deployment("zzz-copy.jar").path("state").asText()).isEqualTo("live"));
    awaitVersion("/hello-api@1.0", "1.0.0");
  }

  @Test
  public void brokenApp_harmsNobody() throws IOException {
    TestBundle.ofServlet("broken", "1.0.0", dev.buntime.itests.app.BrokenServlet.class)
        .writeTo(runner.apps(), "broken.jar");
    await().untilAsserted(() -> assertThat(runner.deployment("broken.jar").isObject()).isTrue());

    var answer = Http.get(runner.uri("/broken"));

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(Http.json(answer).get("code").asText()).isEqualTo("WORKER_START_FAILED");
    assertThat(Http.json(answer).get("detail").asText()).contains("broken on purpose");
    assertThat(version("/hello-api")).isEqualTo("1.1.0");
  }

  @Test
  public void kill_bringsBackWhatTheFolderHolds() throws Exception {
    assertThat(version("/hello-api")).isEqualTo("1.1.0");
    Path apps = runner.apps();
    runner.process().destroyForcibly().waitFor();
    Files.delete(apps.resolve("hello-api-1.1.0.jar"));
    Files.copy(
        RunnerProcess.sample("hello-api-2.0.0.jar"),
        apps.resolve("hello-api-2.0.0.jar"),
        StandardCopyOption.REPLACE_EXISTING);

    runner = RunnerProcess.start(apps, runner.data());

    assertThat(runner.versions()).isEqualTo(2);
    assertThat(version("/hello-api")).isEqualTo("2.0.0");
    assertThat(version("/hello-api@1")).isEqualTo("1.0.0");
    assertThat(Http.get(runner.uri("/hello-api@1.1")).statusCode()).isEqualTo(404);
  }

  private void load(AtomicBoolean stop, LongAdder requests, List<String> errors) {
    load("/hello-api@1", stop, requests, errors);
  }

  private void load(String path, AtomicBoolean stop, LongAdder requests, List<String> errors) {
    while (!stop.get()) {
      try {
        var answer = Http.get(runner.uri(path));
        if (answer.statusCode() != 200) {
          errors.add(answer.statusCode() + " " + answer.body());
        }
      } catch (RuntimeException e) {
        errors.add(e.toString());
      }
      requests.increment();
    }
  }

  private void awaitVersion(String path, String version) {
    await()
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> {
          var answer = Http.get(runner.uri(path));
          assertThat(answer.statusCode()).isEqualTo(200);
          assertThat(Http.json(answer).get("version").asText()).isEqualTo(version);
        });
  }

  private JsonNode answer(String path) {
    return Http.json(Http.get(runner.uri(path)));
  }

  private String version(String path) {
    return answer(path).get("version").asText();
  }

  private String reason(String artifact) {
    return runner.deployment(artifact).path("reason").asText();
  }
}
