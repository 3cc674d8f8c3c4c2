package dev.buntime.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import com.sun.net.httpserver.SimpleFileServer.OutputLevel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Repositories that are asked by HTTP: while they are there, and when they are not. */
public class AutoInstallOfflineIT {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Path apps;
  private Path data;
  private Path config;
  private HttpServer server;

  @Before
  public void start() throws IOException {
    apps = folder.newFolder("apps").toPath();
    data = folder.newFolder("data").toPath();
    config = folder.newFolder("config").toPath();
    Path served = folder.newFolder("served").toPath();
    Libraries.library("indexed", "1.0.0").in(served, "indexed-1.0.0.jar");
    Libraries.library("indexed", "3.0.0").in(served, "indexed-3.0.0.jar");
    Files.writeString(served.resolve("index.xml"), Libraries.index(served, "indexed"));
    Libraries.release(served.resolve("m2"), "org.example", "released", "2.0.0");
    server =
        SimpleFileServer.createFileServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), served, OutputLevel.NONE);
    server.start();
    String address = "http://127.0.0.1:" + server.getAddress().getPort();
    configure(
        """
        "%s/index.xml", { "maven": "%s/m2", "artifacts": ["org.example:released:2.0.0"] }
        """
            .formatted(address, address));
  }

  private void configure(String repositories) throws IOException {
    Path part =
        Files.writeString(
            config.resolve("part"), "{ \"repositories\": [%s] }".formatted(repositories));
    Files.move(part, config.resolve("buntime.jsonc"), StandardCopyOption.REPLACE_EXISTING);
  }

  @After
  public void stop() {
    server.stop(0);
  }

  @Test
  public void whatWasFetched_isThereWithoutANetwork() throws IOException {
    Libraries.app("one", "[1,2)", "").writeTo(apps, "one.jar");
    Libraries.app("two", "[2,3)", "").writeTo(apps, "two.jar");
    try (RunnerProcess runner = runner()) {
      assertThat(answer(runner, "/one")).as("at once, for the start waits").isEqualTo("1.0.0 1");
      assertThat(answer(runner, "/two")).isEqualTo("2.0.0 1");
      assertThat(warnings(runner, "one.jar"))
          .contains("installed indexed 1.0.0 from index http://127.0.0.1:")
          .doesNotContain("cannot be read");
      assertThat(warnings(runner, "two.jar"))
          .contains("installed released 2.0.0 from Maven repository http://127.0.0.1:");
    }

    server.stop(0);
    try (RunnerProcess runner = runner()) {
      assertThat(answer(runner, "/one")).isEqualTo("1.0.0 1");
      assertThat(answer(runner, "/two")).isEqualTo("2.0.0 1");
      assertThat(warnings(runner, "one.jar"))
          .contains("installed indexed 1.0.0 from index")
          .contains("/index.xml cannot be read, what it had before counts");

      Libraries.app("three", "[3,4)", "").writeTo(apps, "three.jar");
      await()
          .untilAsserted(() ->
              assertThat(runner.deployment("three.jar").path("reason").asText())
                  .startsWith("indexed 3.0.0 of index http://127.0.0.1:")
                  .contains("is needed and cannot be fetched: http://127.0.0.1:"));

      Path bundles = folder.newFolder("bundles").toPath();
      Libraries.library("local", "3.0.1").in(bundles, "local.jar");
      configure("\"../bundles\"");
      await().untilAsserted(() -> assertThat(answer(runner, "/three")).isEqualTo("3.0.1 1"));
      assertThat(answer(runner, "/one")).as("stays as it is").startsWith("1.0.0");
    }
  }

  private RunnerProcess runner() throws IOException {
    return RunnerProcess.start(apps, data, "--config=" + config);
  }

  private static String answer(RunnerProcess runner, String path) {
    return Http.get(runner.uri(path)).body();
  }

  private static String warnings(RunnerProcess runner, String artifact) {
    return runner.deployment(artifact).path("warnings").toString();
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(60));
  }
}
