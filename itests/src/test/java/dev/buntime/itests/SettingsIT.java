package dev.buntime.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Settings from all their sources, in the packed distribution. */
public class SettingsIT {
  private static final String POOL = "dev.buntime.worker.pool";
  private static final String SERVER = "dev.buntime.server";
  private static final String LOGGING = "dev.buntime.logging";
  private static final String CENSUS = "dev.buntime.sandbox.census";

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  private Path apps;
  private Path data;
  private Path config;

  @Before
  public void setUp() throws IOException {
    apps = folder.newFolder("apps").toPath();
    data = folder.newFolder("data").toPath();
    config = folder.newFolder("config").toPath();
  }

  @Test
  public void aWrongFile_isExitCode2_withAllThatIsWrong() throws Exception {
    write(
        """
        { // a comment
          "prot": 80,
          "mode": "prod",
          "shell": "${NOBODY_SETS_THIS}",
          "plugins": ["plugin-a", ["@buntime/plugin-a", {}]],
        }
        """);

    Process process =
        RunnerProcess.command(apps, data, "--config=" + config).redirectErrorStream(true).start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> !line.isBlank())
            .toList();

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    String file = config.resolve("buntime.jsonc").toString();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0))
        .startsWith(file + ", line 2, column 3: prot is not a known key; did you mean port?");
    assertThat(lines.get(1)).startsWith(file + ", line 3, column 11: mode is \"prod\"; allowed is");
    assertThat(lines.get(2))
        .startsWith(file + ", line 4, column 12: shell needs the variable NOBODY_SETS_THIS");
    assertThat(lines.get(3))
        .startsWith(file + ", line 5, column 27: plugins[1] is plugin-a, which plugins[0]");
  }

  @Test
  public void theFile_isFollowed() throws Exception {
    write("{ \"poolSize\": 3 }");
    try (RunnerProcess runner = start()) {
      assertThat(poolSize(runner)).isEqualTo(3);

      write("{ \"poolSize\": 4, \"port\": 1 }");
      await().until(() -> poolSize(runner) == 4);

      write("{ \"poolSize\": 5, \"shell\": [] }");
      await().until(() -> ready(runner).contains("\"WARN\""));
      assertThat(ready(runner)).contains("what it said before stays in force");
      assertThat(Http.get(runner.uri("/_/health/ready")).statusCode()).isEqualTo(200);
      await()
          .untilAsserted(() ->
              assertThat(runner.log())
                  .contains(
                      " ERROR ", "line 1, column 27: shell is a list; allowed is an app such as"));
      assertThat(poolSize(runner)).isEqualTo(4);

      write("{ \"poolSize\": 6 }");
      await().until(() -> poolSize(runner) == 6);
      await().until(() -> !ready(runner).contains("\"WARN\""));
    }
  }

  @Test
  public void anEditInTheConsole_survivesAKill_andEndsWhenItIsDeleted() throws Exception {
    write("{ \"poolSize\": 3, \"host\": \"127.0.0.1\" }");
    RunnerProcess runner = start();
    edit(runner, POOL, "pool.size", "9");
    edit(runner, SERVER, "host", "localhost");
    await().until(() -> poolSize(runner) == 9);
    assertThat(origin(runner, SERVER).toString())
        .contains("host: console (the file says", "\"localhost\" takes effect at the next start");

    runner.process().destroyForcibly().waitFor();

    try (RunnerProcess next = start()) {
      assertThat(poolSize(next)).isEqualTo(9);
      assertThat(next.host()).isEqualTo("localhost");
      assertThat(form(next, POOL).at("/properties/pool.size/value").asText()).isEqualTo("9");
      assertThat(origin(next, POOL)).containsExactly("poolSize: console (the file says 3)");

      assertThat(post(next, POOL, "apply=1&delete=1").statusCode()).isEqualTo(200);

      await().until(() -> poolSize(next) == 3);
      assertThat(origin(next, POOL))
          .containsExactly("poolSize: file (" + config.resolve("buntime.jsonc") + ", line 1)");
    }
  }

  @Test
  public void options_winOverEdits_andTheConsoleSaysWhy() throws Exception {
    write("{ \"poolSize\": 3, \"mode\": \"test\" }");
    try (RunnerProcess runner = start("--pool-size=7")) {
      assertThat(poolSize(runner)).isEqualTo(7);
      assertThat(origin(runner, POOL)).containsExactly("poolSize: command line (--pool-size)");

      HttpResponse<String> refused = save(runner, POOL, "pool.size", "9");

      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body())
          .contains(
              "Nothing was saved: poolSize is decided by the command line (--pool-size) until the"
                  + " next start.");
      assertThat(save(runner, "dev.buntime.plugins", "mode", "prod").body())
          .contains("mode is \\\"prod\\\"; allowed is one of");
      assertThat(poolSize(runner)).isEqualTo(7);
      assertThat(data.resolve("console.json")).doesNotExist();
    }
  }

  @Test
  public void aValueThatARoomWouldNotTake_isNotSaved_norTakenFromAnEarlierTime() throws Exception {
    Files.writeString(
        data.resolve("console.json"),
        "{ \"dev.buntime.plugins\": { \"hook.threads\": 0 },"
            + " \"dev.buntime.worker.pool\": { \"queue.timeout.millis\": 5000 } }");
    try (RunnerProcess runner = start()) {
      assertThat(runner.log())
          .contains(
              "The value of hook.threads of dev.buntime.plugins that was edited in the web console"
                  + " is left out: hook.threads is 0; allowed is a whole number: Hooks of all");
      assertThat(origin(runner, POOL))
          .contains("queue.timeout.millis: console (no key of the file)");

      HttpResponse<String> refused = save(runner, "dev.buntime.plugins", "hook.threads", "0");
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body())
          .contains(
              "Nothing was saved: hook.threads is 0; allowed is a whole number: Hooks of all plugins"
                  + " that may run at the same time, 1 to 10000.");
      assertThat(save(runner, CENSUS, "gc.age.seconds", "86401").statusCode()).isEqualTo(400);
      assertThat(save(runner, POOL, "queue.timeout.millis", "-1").statusCode()).isEqualTo(400);
      assertThat(Files.readString(data.resolve("console.json"))).doesNotContain("hook.threads");

      edit(runner, CENSUS, "gc.age.seconds", "60");
      assertThat(origin(runner, CENSUS))
          .containsExactly("gc.age.seconds: console (no key of the file)");
    }
  }

  @Test
  public void theConsole_canBeSwitchedOffAndOn() throws Exception {
    write("{ \"management\": { \"console\": false } }");
    try (RunnerProcess runner = start()) {
      URI console = runner.uri("/_/console/bundles");
      assertThat(runner.output()).noneMatch(line -> line.contains("console"));
      assertThat(Http.getAsAdmin(console).statusCode()).isEqualTo(404);

      write("{ \"management\": { \"console\": true } }");
      await().until(() -> Http.getAsAdmin(console).statusCode() == 200);

      write("{ \"management\": { \"console\": false } }");
      await().until(() -> Http.getAsAdmin(console).statusCode() == 404);
      assertThat(Http.getAsAdmin(runner.uri("/_/stats")).statusCode()).isEqualTo(200);
    }
  }

  @Test
  public void levels_areEditedInTheConsole_andSurviveARestart() throws Exception {
    write("{ \"logging\": { \"format\": \"json\" } }");
    try (RunnerProcess runner = start()) {
      edit(runner, LOGGING, "level", "error");
      await().until(() -> level(runner).equals("error"));
      assertThat(origin(runner, LOGGING))
          .contains(
              "logging.level: console (the default is \"info\")",
              "logging.format: file (" + config.resolve("buntime.jsonc") + ", line 1)",
              "logging.access.enabled: default");

      HttpResponse<String> refused = save(runner, LOGGING, "level", "loud");
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body()).contains("level is \\\"loud\\\"; allowed is one of");
      assertThat(save(runner, LOGGING, "apps", "shop=loud").statusCode()).isEqualTo(400);
      edit(runner, LOGGING, "apps", "shop=debug");
      await()
          .until(() ->
              Http.json(Http.getAsAdmin(runner.uri("/_/logs/levels")))
                  .at("/apps/shop")
                  .asText()
                  .equals("debug"));
    }
    try (RunnerProcess runner = start()) {
      assertThat(level(runner)).isEqualTo("error");
    }
  }

  private static String level(RunnerProcess runner) {
    return Http.json(Http.getAsAdmin(runner.uri("/_/logs/levels"))).path("level").asText();
  }

  @Test
  public void theHeaderLimit_countsForNewConnections() throws Exception {
    write("{ \"limits\": { \"header\": 2048 } }");
    try (RunnerProcess runner = start()) {
      String line = "GET /_/health/live HTTP/1.1\r\nX-Long: " + "x".repeat(3000);
      assertThat(Http.raw(runner, line)).startsWith("HTTP/1.1 431 ");

      write("{ \"limits\": { \"header\": \"8kib\", \"connections\": 1000 } }");
      await().until(() -> Http.raw(runner, line).startsWith("HTTP/1.1 200 "));
    }
  }

  @Test
  public void everyConfiguration_isDescribed() throws Exception {
    write("{ \"plugins\": [[\"plugin-a\", { \"cache\": { \"ttl\": 60 } }]] }");
    try (RunnerProcess runner = start()) {
      assertThat(form(runner, SERVER).path("title").asText()).isEqualTo("Buntime server");
      for (String pid :
          List.of(
              SERVER,
              POOL,
              "dev.buntime.router",
              "dev.buntime.plugins",
              "dev.buntime.pipeline",
              "dev.buntime.deployer",
              "dev.buntime.management",
              LOGGING,
              CENSUS)) {
        JsonNode form = form(runner, pid);
        assertThat(form.path("title").asText()).as(pid).startsWith("Buntime ");
        assertThat(form.path("properties").properties())
            .as(pid)
            .allMatch(each -> !each.getValue().path("description").asText().isEmpty());
        assertThat(form.at("/properties/buntime.origin").has("values")).as(pid).isTrue();
      }
      assertThat(form(runner, "plugin-a").at("/properties/cache.ttl/value").asText())
          .isEqualTo("60");
    }
  }

  private RunnerProcess start(String... options) throws IOException {
    List<String> all = new ArrayList<>(List.of(options));
    all.add("--config=" + config);
    return RunnerProcess.start(apps, data, all.toArray(String[]::new));
  }

  private void write(String text) throws IOException {
    Files.writeString(config.resolve("buntime.jsonc"), text);
  }

  private static int poolSize(RunnerProcess runner) {
    return Http.json(Http.getAsAdmin(runner.uri("/_/stats"))).at("/pool/poolSize").asInt();
  }

  private static String ready(RunnerProcess runner) {
    return Http.get(runner.uri("/_/health/ready")).body();
  }

  private static void edit(RunnerProcess runner, String pid, String property, String value) {
    assertThat(save(runner, pid, property, value).statusCode()).isEqualTo(302);
  }

  /** Saves a form of the web console's tab Configuration in which one value was changed. */
  private static HttpResponse<String> save(
      RunnerProcess runner, String pid, String property, String value) {
    List<String> names = new ArrayList<>();
    StringBuilder fields = new StringBuilder();
    form(runner, pid)
        .path("properties")
        .properties()
        .forEach(each -> {
          names.add(each.getKey());
          JsonNode field = each.getValue();
          if (each.getKey().equals(property)) {
            fields.append('&').append(property).append('=').append(encoded(value));
          } else if (field.has("values")) {
            field.path("values").forEach(one -> field(fields, each.getKey(), one));
          } else {
            field(fields, each.getKey(), field.path("value"));
          }
        });
    return post(
        runner,
        pid,
        "apply=true&action=ajaxConfigManager&propertylist=" + String.join(",", names) + fields);
  }

  private static void field(StringBuilder fields, String name, JsonNode value) {
    fields.append('&').append(name).append('=').append(encoded(value.asText()));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static JsonNode form(RunnerProcess runner, String pid) {
    return Http.json(post(runner, pid, ""));
  }

  private static List<String> origin(RunnerProcess runner, String pid) {
    JsonNode lines = form(runner, pid).at("/properties/buntime.origin/values");
    return StreamSupport.stream(lines.spliterator(), false).map(JsonNode::asText).toList();
  }

  private static HttpResponse<String> post(RunnerProcess runner, String pid, String fields) {
    String pair = "admin:" + RunnerProcess.PASSWORD;
    return Http.send(
        HttpRequest.newBuilder(runner.uri("/_/console/configMgr/" + pid))
            .POST(BodyPublishers.ofString(fields)),
        "Content-Type",
        "application/x-www-form-urlencoded",
        "Authorization",
        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
  }

  private static ConditionFactory await() {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptions();
  }
}
