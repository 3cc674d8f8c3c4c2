package dev.buntime.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What operators see under {@code /_}. */
public class ManagementIT {
  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

  private static RunnerProcess runner;

  @BeforeClass
  public static void start() throws IOException {
    runner =
        RunnerProcess.startWith(
            RunnerProcess.PLAIN_JVM,
            FOLDER,
            RunnerProcess.sample("hello-api-1.0.0.jar"),
            RunnerProcess.sample("hello-api-2.0.0.jar"));
  }

  @AfterClass
  public static void stop() {
    runner.close();
  }

  @Test
  public void everything_asksForTheLogin() {
    for (String path : new String[] {"/_/deployments", "/_/stats", "/_/console/bundles"}) {
      HttpResponse<String> answer = Http.get(runner.uri(path));

      assertThat(answer.statusCode()).as(path).isEqualTo(401);
      assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow()).startsWith("Basic");
    }
  }

  @Test
  public void wrongPassword_isRefused() {
    for (String pair : new String[] {"admin:admin", "admin:", "root:" + RunnerProcess.PASSWORD}) {
      String token = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
      HttpResponse<String> answer =
          Http.get(runner.uri("/_/stats"), "Authorization", "Basic " + token);
      assertThat(answer.statusCode()).as(pair).isEqualTo(401);
    }
  }

  @Test
  public void deployments_areListed() {
    var list = Http.json(Http.getAsAdmin(runner.uri("/_/deployments"))).get("deployments");

    assertThat(list).hasSize(2);
    assertThat(list.get(0).get("artifact").asText()).isEqualTo("hello-api-1.0.0.jar");
    assertThat(list.get(0).get("app").asText()).isEqualTo("hello-api");
    assertThat(list.get(0).get("version").asText()).isEqualTo("1.0.0");
    assertThat(list.get(0).get("state").asText()).isEqualTo("live");
    assertThat(list.get(0).get("sha256").asText()).hasSize(64);
  }

  @Test
  public void deployments_ofOneVersion_areNotSentTwice() {
    HttpResponse<String> one = Http.getAsAdmin(runner.uri("/_/deployments/hello-api/2.0.0"));

    assertThat(Http.json(one).get("artifact").asText()).isEqualTo("hello-api-2.0.0.jar");
    String tag = one.headers().firstValue("ETag").orElseThrow();
    URI uri = runner.uri("/_/deployments/hello-api/2.0.0");
    assertThat(Http.get(uri, "Authorization", Http.ADMIN, "If-None-Match", tag).statusCode())
        .isEqualTo(304);
    assertThat(Http.json(Http.getAsAdmin(runner.uri("/_/deployments?limit=1"))).get("total"))
        .hasToString("2");
    HttpResponse<String> none = Http.getAsAdmin(runner.uri("/_/deployments/nothing"));
    assertThat(none.statusCode()).isEqualTo(404);
    assertThat(none.body()).contains("There is no deployment of the app 'nothing'");
  }

  @Test
  public void stats_countRequests() {
    Http.get(runner.uri("/hello-api@1.0"));

    var workers = Http.json(Http.getAsAdmin(runner.uri("/_/stats"))).get("workers");
    var worker = workers.elements().next();
    assertThat(worker.get("app").asText()).isEqualTo("hello-api");
    assertThat(worker.get("requestCount").asLong()).isPositive();
    await()
        .untilAsserted(() ->
            assertThat(Http.getAsAdmin(runner.uri("/_/stats")).body())
                .contains("\"status\" : \"Idle\""));
  }

  @Test
  public void console_showsEachVersionAsABundle() {
    HttpResponse<String> answer = Http.getAsAdmin(runner.uri("/_/console/bundles.json"));

    assertThat(answer.statusCode()).isEqualTo(200);
    long shown = 0;
    for (var bundle : Http.json(answer).get("data")) {
      if (bundle.get("symbolicName").asText().equals("hello-api")) {
        shown++;
      }
    }
    assertThat(shown).isEqualTo(2);
  }

  @Test
  public void console_pagesWork() {
    for (String page :
        new String[] {"bundles", "services", "components", "configMgr", "logs", "httpservice"}) {
      HttpResponse<String> answer = Http.getAsAdmin(runner.uri("/_/console/" + page));
      assertThat(answer.statusCode()).as(page).isEqualTo(200);
    }
  }

  @Test
  public void health_isOpen() {
    for (String check : new String[] {"live", "ready"}) {
      HttpResponse<String> answer = Http.get(runner.uri("/_/health/" + check));

      assertThat(answer.statusCode()).as(check).isEqualTo(200);
      assertThat(Http.json(answer).get("overallResult").asText()).isEqualTo("OK");
    }
  }

  @Test
  public void passwd_isInForceAtOnce() throws Exception {
    Path apps = FOLDER.newFolder().toPath();
    Path data = FOLDER.newFolder().toPath();
    try (RunnerProcess other = RunnerProcess.start(apps, data)) {
      assertThat(Http.getAsAdmin(other.uri("/_/stats")).statusCode()).isEqualTo(200);

      passwd(data, "another password");

      assertThat(Http.getAsAdmin(other.uri("/_/stats")).statusCode()).isEqualTo(401);
      String token =
          Base64.getEncoder()
              .encodeToString("admin:another password".getBytes(StandardCharsets.UTF_8));
      assertThat(Http.get(other.uri("/_/stats"), "Authorization", "Basic " + token).statusCode())
          .isEqualTo(200);
      assertThat(Files.readString(data.resolve("admin.password"))).doesNotContain("another");
    }
  }

  private static void passwd(Path data, String password) throws Exception {
    Process process =
        new ProcessBuilder(
                RunnerProcess.DISTRIBUTION.resolve("bin/buntime").toString(),
                "passwd",
                "--data=" + data)
            .redirectErrorStream(true)
            .start();
    try (OutputStream out = process.getOutputStream()) {
      out.write((password + "\n").getBytes(StandardCharsets.UTF_8));
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue())
        .as(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isZero();
  }
}
