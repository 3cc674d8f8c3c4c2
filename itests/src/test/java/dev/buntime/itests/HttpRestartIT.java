package dev.buntime.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.itests.hostile.JvmInspector;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.awaitility.core.ConditionFactory;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Whatever is saved in the web console's tab Configuration, the runner goes on serving. */
public class HttpRestartIT {
  private static final String SERVER = "org.eclipse.jetty.server.Server";
  private static final String CONNECTOR = "org.eclipse.jetty.server.ServerConnector";
  private static final String CONFIGURATIONS = "/_/console/status-Configurations.txt";

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private RunnerProcess runner;

  @Before
  public void start() throws IOException {
    runner = RunnerProcess.start(folder);
    TestBundle.generation("shop", "1.0.0", "one", "").writeTo(runner.apps(), "shop.jar");
    soon().untilAsserted(() -> assertThat(call("/shop")).isEqualTo("200 one"));
  }

  @After
  public void stop() {
    runner.close();
  }

  @Test
  public void http_whenItsConfigurationIsSaved_restartsAndServesAgain() {
    for (int i = 1; i <= 3; i++) {
      save("org.apache.felix.http", "org.apache.felix.http.timeout", String.valueOf(60_000 + i));
      awaitServing();
    }
    assertThat(runner.log()).doesNotContain("StackOverflowError");
  }

  /** Nothing of a server that has stopped is kept, neither by its connectors nor by who knew it. */
  @Test
  public void managementPort_whenTheServerRestarts_isThereAgain_andTheOldServersAreGone()
      throws Exception {
    int port = FreePort.find();
    Path config = folder.newFolder().toPath();
    Files.writeString(
        config.resolve("buntime.jsonc"), "{ \"management\": { \"port\": " + port + " } }");
    try (RunnerProcess two =
        RunnerProcess.start(
            folder.newFolder().toPath(), folder.newFolder().toPath(), "--config=" + config)) {
      URI operators = URI.create("http://127.0.0.1:" + port);
      JvmInspector inspector = new JvmInspector(two.process().pid());
      assertThat(inspector.objectsOf(SERVER)).isEqualTo(1);

      for (int i = 1; i <= 3; i++) {
        String timeout = String.valueOf(60_000 + i);
        save(
            operators.resolve("/_/console/configMgr/org.apache.felix.http"),
            "org.apache.felix.http.timeout",
            timeout);
        soon()
            .untilAsserted(() -> {
              assertThat(Http.getAsAdmin(operators.resolve(CONFIGURATIONS)).body())
                  .contains("org.apache.felix.http.timeout = " + timeout);
              assertThat(Http.getAsAdmin(operators.resolve("/_/stats")).statusCode())
                  .isEqualTo(200);
              assertThat(Http.getAsAdmin(two.uri("/_/stats")).statusCode()).isEqualTo(404);
              assertThat(Http.get(operators.resolve("/shop")).statusCode()).isEqualTo(404);
              assertThat(Http.get(two.uri("/_/health/ready")).statusCode()).isEqualTo(200);
            });
      }

      soon().untilAsserted(() -> assertThat(inspector.objectsOf(SERVER)).isEqualTo(1));
      assertThat(inspector.objectsOf(CONNECTOR)).isEqualTo(2);
    }
  }

  @Test
  public void census_whenItsConfigurationIsSaved_keepsTheWorkers() {
    try (CallLoop calls = new CallLoop(() -> Http.get(runner.uri("/shop")))) {
      save("dev.buntime.sandbox.census", "gc.age.seconds", "31");
      long now = calls.answers();
      await().until(() -> calls.answers() > now + 20);
      assertThat(calls.errors()).isEmpty();
    }
    awaitServing();
  }

  private void awaitServing() {
    soon()
        .untilAsserted(() -> {
          assertThat(call("/shop")).isEqualTo("200 one");
          assertThat(call("/shop@1.0.0")).isEqualTo("200 one");
          assertThat(call("/nobody")).startsWith("404 {");
          assertThat(call("/_/health/ready")).startsWith("200");
          assertThat(Http.getAsAdmin(runner.uri("/_/console/bundles")).statusCode()).isEqualTo(200);
          assertThat(Http.getAsAdmin(runner.uri("/_/stats")).statusCode()).isEqualTo(200);
        });
  }

  private String call(String path) {
    HttpResponse<String> answer = Http.get(runner.uri(path));
    return answer.statusCode() + " " + answer.body();
  }

  /** As the web console does; the answer may be lost, if the server restarts by it. */
  private void save(String pid, String property, String value) {
    save(runner.uri("/_/console/configMgr/" + pid), property, value);
  }

  private static void save(URI form, String property, String value) {
    String pair = "admin:" + RunnerProcess.PASSWORD;
    try {
      Http.send(
          HttpRequest.newBuilder(form)
              .POST(
                  BodyPublishers.ofString(
                      "apply=true&action=ajaxConfigManager&propertylist=%s&%s=%s"
                          .formatted(property, property, value))),
          "Content-Type",
          "application/x-www-form-urlencoded",
          "Authorization",
          "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    } catch (RuntimeException e) {
      System.out.println("the answer to the save was lost: " + e);
    }
  }

  private static ConditionFactory soon() {
    return await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptions();
  }
}
