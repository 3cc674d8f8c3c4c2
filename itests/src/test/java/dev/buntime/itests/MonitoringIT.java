package dev.buntime.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.buntime.itests.app.TraceServlet;
import dev.buntime.itests.app.VersionServlet;
import java.io.File;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.AfterClass;
import org.junit.Assume;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The figures of a running distribution, and what Prometheus makes of them. */
public class MonitoringIT {
  private static final String PAGE = "/_/plugin-metrics/prometheus";
  private static final Path RULES = Path.of("..", "docs", "monitoring");

  @ClassRule public static final TemporaryFolder folder = new TemporaryFolder();

  private static RunnerProcess runner;

  /** How often the test has asked for figures. */
  private int asked;

  @BeforeClass
  public static void start() throws IOException {
    runner = RunnerProcess.start(folder);
    TestBundle.ofServlet("shop", "1.0.0", VersionServlet.class).writeTo(runner.apps(), "shop.jar");
    TestBundle.ofServlet("trace", "1.0.0", TraceServlet.class)
        .header("Import-Package", "jakarta.servlet,jakarta.servlet.http,org.slf4j")
        .writeTo(runner.apps(), "trace.jar");
    await().until(() -> Http.get(runner.uri("/shop")).statusCode() == 200);
    await().until(() -> Http.get(runner.uri("/trace")).statusCode() == 200);
  }

  @AfterClass
  public static void stop() {
    runner.close();
  }

  @Test
  public void figures_countWhatWasCalled() {
    TestBundle.ofServlet("counted", "1.0.0", VersionServlet.class)
        .writeTo(runner.apps(), "counted.jar");
    await().until(() -> Http.get(runner.uri("/counted")).statusCode() == 200);
    awaitCount(1);
    long before = metrics().get("totalRequests").asLong();
    for (int i = 0; i < 50; i++) {
      assertThat(Http.get(runner.uri("/counted")).statusCode()).isEqualTo(200);
    }

    awaitCount(51);
    JsonNode after = metrics();
    assertThat(after.fieldNames())
        .toIterable()
        .containsExactly(
            "activeWorkers",
            "hits",
            "misses",
            "hitRate",
            "evictions",
            "requestsPerSecond",
            "totalRequests",
            "totalWorkersCreated",
            "totalWorkersFailed",
            "memoryUsageMB",
            "avgResponseTimeMs",
            "uptimeMs");
    assertThat(after.get("totalRequests").asLong() - before)
        .as("50, those by which the test asks, and the last ones of another test")
        .isBetween(50L, 54L + asked);
    assertThat(after.get("activeWorkers").asInt()).isEqualTo(3);
    assertThat(after.get("hits").asLong()).isGreaterThanOrEqualTo(50);
    assertThat(after.get("uptimeMs").asLong()).isPositive();
  }

  @Test
  public void page_asksForTheLogin_unlessThereIsATokenOrItIsOpen() throws IOException {
    assertThat(Http.get(runner.uri(PAGE)).statusCode()).isEqualTo(401);
    String token = "0123456789abcdef0123456789abcdef";
    Files.writeString(runner.data().resolve("metrics.token"), token);

    HttpResponse<String> answer =
        Http.get(runner.uri(PAGE), "Authorization", "Bearer " + token, "Accept", "text/plain");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
    assertThat(Http.get(runner.uri("/_/metrics"), "Authorization", "Bearer " + token).statusCode())
        .as("the token opens nothing else")
        .isEqualTo(401);
  }

  @Test
  public void openMetrics_haveTheRequestIdAsExemplar() {
    await()
        .untilAsserted(() -> { // the first one of a second stays the example of its bucket
          Http.get(runner.uri("/shop"), "X-Request-Id", "find-me-17");
          HttpResponse<String> answer = scrape("application/openmetrics-text; version=1.0.0");
          assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
              .startsWith("application/openmetrics-text");
          assertThat(answer.body()).contains("request_id=\"find-me-17\"").endsWith("# EOF\n");
        });
  }

  @Test
  public void promtool_findsNothingWrong_inThePageAndInTheRules() throws Exception {
    assumePromtool();
    assertThat(promtool(scrape("text/plain").body(), "check", "metrics")).isEmpty();
    Path rules = RULES.resolve("buntime-alerts.yml");
    assertThat(promtool("", "check", "rules", rules.toString())).contains("SUCCESS");
    Path tests = RULES.resolve("buntime-alerts-test.yml");
    assertThat(promtool("", "test", "rules", tests.toString())).contains("SUCCESS");
  }

  @Test
  public void everyMeterOfTheRules_andOfTheDashboard_isOnThePage() throws IOException {
    Http.get(runner.uri("/nothing"));

    for (String file : new String[] {"buntime-alerts.yml", "buntime-dashboard.json"}) {
      List<String> meters =
          Pattern.compile("\\b(buntime|jvm|jetty|process|system)_[a-z_]+\\b")
              .matcher(Files.readString(RULES.resolve(file)))
              .results()
              .map(meter -> "\n" + meter.group())
              .toList();
      assertThat(meters).as(file).isNotEmpty();
      await()
          .untilAsserted(() -> assertThat(scrape("text/plain").body()).as(file).contains(meters));
    }
  }

  @Test
  public void everyMeterOfThePage_isInTheDocs() throws IOException {
    String docs = Files.readString(Path.of("..", "docs", "monitoring.adoc"));
    Matcher meter =
        Pattern.compile("(?m)^# TYPE (\\S+) (?:gauge|counter|histogram|summary)$")
            .matcher(scrape("text/plain").body());
    assertThat(meter.find()).isTrue();
    do {
      String name = meter.group(1);
      String base = name.endsWith("_max") ? name.substring(0, name.length() - 4) : name;
      assertThat(List.of("`" + name + "`", "`" + base + "`")).as(name).anyMatch(docs::contains);
    } while (meter.find());
  }

  @Test
  public void trace_isHandedToTheApp() {
    String sent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    assertThat(Http.get(runner.uri("/trace"), "traceparent", sent).body())
        .isEqualTo(sent + " 4bf92f3577b34da6a3ce929d0e0e4736");
    assertThat(Http.get(runner.uri("/trace")).body())
        .matches("00-([0-9a-f]{32})-[0-9a-f]{16}-00 \\1");
  }

  private HttpResponse<String> scrape(String accept) {
    asked++;
    HttpResponse<String> answer =
        Http.send(
            HttpRequest.newBuilder(runner.uri(PAGE)),
            "Authorization",
            Http.ADMIN,
            "Accept",
            accept);
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer;
  }

  private JsonNode metrics() {
    asked++;
    return Http.json(Http.getAsAdmin(runner.uri("/_/metrics")));
  }

  /** Waits: a request is counted when it has ended, which is after its client has the answer. */
  private void awaitCount(int count) {
    String line =
        "\nbuntime_request_duration_seconds_count{app=\"counted\",status=\"2xx\",version=\"1.0.0\"} "
            + count
            + "\n";
    await().untilAsserted(() -> assertThat(scrape("text/plain").body()).contains(line));
  }

  private static void assumePromtool() {
    boolean isThere = false;
    for (String path : System.getenv("PATH").split(File.pathSeparator, -1)) {
      isThere |= Files.isExecutable(Path.of(path, "promtool"));
    }
    Assume.assumeTrue("promtool is not installed (Debian package prometheus)", isThere);
  }

  /** What it prints; it must have nothing to object to. */
  private String promtool(String input, String... arguments) throws Exception {
    Path in = folder.newFile().toPath();
    Path out = folder.newFile().toPath();
    Files.writeString(in, input);
    ProcessBuilder command = new ProcessBuilder("promtool");
    command.command().addAll(List.of(arguments));
    Process process =
        command
            .redirectInput(in.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    int code = process.waitFor();
    String said = Files.readString(out);
    assertThat(code).as(said).isZero();
    return said;
  }
}
