package dev.buntime.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What {@code deployments} in {@code buntime.jsonc} decides, while a runner runs. */
public class DeploymentSettingsIT {
  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

  private static Path apps;
  private static Path config;
  private static RunnerProcess runner;

  @BeforeClass
  public static void start() throws IOException {
    apps = FOLDER.newFolder("apps").toPath();
    config = FOLDER.newFolder("config").toPath();
    write("{ }");
    runner = RunnerProcess.start(apps, FOLDER.newFolder("data").toPath(), "--config=" + config);
  }

  @AfterClass
  public static void stop() {
    runner.close();
  }

  @After
  public void tidyUp() throws IOException {
    write("{ }");
    try (Stream<Path> files = Files.walk(apps)) {
      for (Path each : files.filter(file -> !file.equals(apps)).toList().reversed()) {
        Files.deleteIfExists(each); // markers go by themselves as well
      }
    }
    await()
        .untilAsserted(() ->
            assertThat(Http.json(Http.getAsAdmin(runner.uri("/_/deployments"))).get("deployments"))
                .isEmpty());
  }

  @Test
  public void markers_tellWhatBecameOfEachArtifact_andGoWithItOrWhenTheyAreSwitchedOff()
      throws IOException {
    Path good = generation("good", "one").writeTo(apps, "good.jar");
    generation("away", "one").writeTo(apps, "away.jar");
    Files.writeString(apps.resolve("mine.deployed"), "written by somebody else");
    awaitAnswer("/good", "one");
    awaitAnswer("/away", "one");
    assertThat(markers()).containsExactly("mine.deployed");

    write("{ \"deployments\": { \"markers\": true } }");
    await().until(() -> markers().contains("good.jar.deployed"));
    generation("bad", "one").header("Import-Package", "com.gone").writeTo(apps, "bad.jar");
    await()
        .untilAsserted(() ->
            assertThat(markers())
                .containsExactly(
                    "away.jar.deployed", "bad.jar.failed", "good.jar.deployed", "mine.deployed"));
    assertThat(apps.resolve("bad.jar.failed")).content().contains("Package com.gone is missing");

    Files.delete(apps.resolve("away.jar"));
    Files.delete(apps.resolve("bad.jar"));
    await()
        .untilAsserted(
            () -> assertThat(markers()).containsExactly("good.jar.deployed", "mine.deployed"));
    Files.writeString(good, "no jar");
    await()
        .untilAsserted(
            () -> assertThat(markers()).containsExactly("good.jar.failed", "mine.deployed"));
    assertThat(apps.resolve("good.jar.failed")).content().contains("is not a complete jar");
    assertThat(Http.get(runner.uri("/good")).body()).as("what was there goes on").isEqualTo("one");

    write("{ \"deployments\": { \"markers\": false } }");
    await().untilAsserted(() -> assertThat(markers()).containsExactly("mine.deployed"));
    assertThat(Http.get(runner.uri("/good")).body()).isEqualTo("one");
  }

  @Test
  public void polling_deploysReplacesAndUndeploys() throws IOException {
    write("{ \"deployments\": { \"watch\": \"polling\" } }");
    await().untilAsserted(() -> assertThat(runner.log()).contains("are noticed by a look every"));

    Path jar = generation("polled", "one").writeTo(apps, "polled.jar");
    Path page = Files.createDirectories(apps.resolve("page")).resolve("index.html");
    Files.writeString(page, "<p>first");
    awaitAnswer("/polled", "one");
    awaitAnswer("/page/", "<p>first");

    generation("polled", "two").writeTo(apps, "polled.jar");
    Files.writeString(page, "<p>second");
    awaitAnswer("/polled", "two");
    awaitAnswer("/page/", "<p>second");

    Files.delete(jar);
    Files.delete(page);
    Files.delete(page.getParent());
    await().until(() -> Http.get(runner.uri("/polled")).statusCode() == 404);
    await().until(() -> Http.get(runner.uri("/page/")).statusCode() == 404);
  }

  @Test
  public void locked_onlyRequestsDeploy() throws IOException {
    Path jar = generation("kept", "one").writeTo(apps, "kept.jar");
    awaitAnswer("/kept", "one");
    write("{ \"deployments\": { \"locked\": true } }");
    await().untilAsserted(() -> assertThat(effective("locked")).isEqualTo("true"));

    generation("smuggled", "one").writeTo(apps, "smuggled.jar");
    Files.writeString(
        Files.createDirectories(apps.resolve("page")).resolve("index.html"), "<p>page");
    Files.move(
        generation("kept", "two").writeTo(FOLDER.getRoot().toPath(), "kept.jar"),
        jar,
        StandardCopyOption.ATOMIC_MOVE);
    for (int i = 0; i < 3; i++) { // each has the folder looked at, and looks at what is in it
      HttpResponse<String> answer = post(generation("sent" + i, "by a request").toBytes());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
      assertThat(Http.get(runner.uri("/sent" + i)).body()).isEqualTo("by a request");
    }

    assertThat(Http.get(runner.uri("/smuggled")).statusCode()).isEqualTo(404);
    assertThat(Http.get(runner.uri("/page/")).statusCode()).isEqualTo(404);
    assertThat(Http.get(runner.uri("/kept")).body()).isEqualTo("one");
    assertThat(runner.deployment("smuggled.jar").isMissingNode()).isTrue();
    assertThat(runner.deployment("kept.jar").path("warnings")).isEmpty();

    write("{ \"deployments\": { \"locked\": false } }");
    awaitAnswer("/smuggled", "one");
    awaitAnswer("/page/", "<p>page");
    awaitAnswer("/kept", "two");
  }

  private static String effective(String property) {
    return Http.json(
            Http.send(
                HttpRequest.newBuilder(runner.uri("/_/console/configMgr/dev.buntime.deployer"))
                    .POST(BodyPublishers.noBody()),
                "Authorization",
                Http.ADMIN))
        .at("/properties/" + property + "/value")
        .asText();
  }

  private static HttpResponse<String> post(byte[] jar) {
    return Http.send(
        HttpRequest.newBuilder(runner.uri("/_/deployments")).POST(BodyPublishers.ofByteArray(jar)),
        "Content-Type",
        "application/java-archive",
        "Authorization",
        Http.ADMIN);
  }

  private static List<String> markers() throws IOException {
    try (Stream<Path> listed = Files.list(apps)) {
      return listed
          .map(each -> each.getFileName().toString())
          .filter(name -> name.endsWith(".deployed") || name.endsWith(".failed"))
          .sorted()
          .toList();
    }
  }

  private static TestBundle generation(String app, String description) {
    return TestBundle.generation(app, "1.0.0", description, "");
  }

  /** Writes the settings in one step, as the runner reads them at any time. */
  private static void write(String text) throws IOException {
    Path part = Files.writeString(config.resolve("part"), text);
    Files.move(part, config.resolve("buntime.jsonc"), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Pages have a base before their text. */
  private static void awaitAnswer(String path, String text) {
    await().untilAsserted(() -> assertThat(Http.get(runner.uri(path)).body()).endsWith(text));
  }
}
