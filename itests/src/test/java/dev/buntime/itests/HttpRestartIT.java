package dev.buntime.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
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
    String pair = "admin:" + RunnerProcess.PASSWORD;
    try {
      Http.send(
          HttpRequest.newBuilder(runner.uri("/_/console/configMgr/" + pid))
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
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptions();
  }
}
