package dev.buntime.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.buntime.itests.app.GenerationServlet;
import dev.buntime.itests.app.IdentityServlet;
import dev.buntime.itests.app.PluginActivator;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * A secret in each place where one can be configured is in nothing that the packed distribution
 * shows or writes: no page, no data, no download, no log, no process list.
 */
public class SecretsIT {
  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

  private static final String MASK = "********";
  private static final String AUTHN = "plugin-authn";
  private static final String JWT = "CANARY\"jwt <&>/\\secret of enough bytes";

  /** Of the password "correct horse". */
  private static final String HASH =
      "pbkdf2-hmac-sha512 iterations=210000 salt=FvYQbH1FA2xvJ0elxtPBZw=="
          + " hash=/olpWFdCb+ItMQYorn/MjFAjjsWfvInwgiRLaZaatgC+dGUfiPxdCatBScIoe54J6vI5/eWTvfskfWMP7VtFUQ==";

  /** Some are short: nothing but their names tells that they are secrets. */
  private static final String SETTINGS =
      """
      {
        "plugins": [
          ["plugin-authn", {
            "providers": [
              { "provider": "jwt", "issuer": "self", "audience": "runner", "secret": %s },
              { "provider": "keycloak", "issuer": "https://127.0.0.1:1", "realm": "shop",
                "clientId": "buntime", "clientSecret": "${CLIENT_SECRET}" },
              { "provider": "basic", "users": [ { "name": "joe", "password": "%s" } ] },
              { "provider": "apiKey" }
            ],
            "excludePaths": ["/none/.*"],
            "login": { "cookieSecret": "CANARYcookie-0123456789-0123456789-01234",
                       "previousCookieSecrets": ["CANARYprevious-0123456789-0123456789-0123"] }
          }],
          ["plugin-generation", { "secret": "CANARY-generation" }],
          ["plugin-headers", { "secret": "CANARYheaders" }],
          ["plugin-a", {
            "secret": "CANARYplain", "api-key": "CANARYkey", "note": "Bearer ${CLIENT_SECRET}",
            "smtpPass": "CANs", "apiKey2": "CANk", "db": { "pass": "CANd" },
            "url": "postgres://joe:CANe@db/x?password=CANf",
            "headers": ["Authorization: Bearer CANh", "Accept: a/b", "Cookie: a=CANARY-cookie-1"],
            "upstream": [{ "name": "a", "url": "redis://:CANi@h" }],
            "env": ["DB_PASSWORD=CANa", "A=b"], "ado": "Password=CANb;Server=h",
            "text": "options: {\\"password\\": \\"CANc\\"}", "passPhrase": "CANg",
            "vars": [{ "name": "DB_PASSWORD", "value": "CANj" }], "primaryPassword": "CANl",
            "args": ["--token", "CANm"], "link": "https://h/#access_token=CANn",
            "xml": "<password>CANo</password>", "dict": "{'password': 'CANq'}",
            "command": "curl -u joe:CANw h", "sessionCookie": "CANx",
            "json": "{\\"a\\":\\"{\\\\\\"token\\\\\\": \\\\\\"CANy\\\\\\"}\\"}",
            "pin": { "password": "CANp" }, "rules": [{ "token": "CANr" }],
            "tls": { "privateKey": "CANARY-line-one-1\\nCANARY-line-two-2", "tokens": ["CANt", "CANu"] }
          }]
        ]
      }
      """
          .formatted(TextNode.valueOf(JWT), HASH);

  private static final Pattern CANARY =
      Pattern.compile("CANARY[\\w-]*|\\bCAN[a-z]\\b|olpWFdCb|" + RunnerProcess.PASSWORD);

  private static RunnerProcess runner;

  @BeforeClass
  public static void start() throws Exception {
    Path root = FOLDER.getRoot().toPath();
    Path config = Files.createDirectory(root.resolve("config"));
    Path given = RunnerProcess.DISTRIBUTION.resolve("config");
    Files.copy(given.resolve("logback.xml"), config.resolve("logback.xml"));
    Files.copy(given.resolve("framework.properties"), config.resolve("framework.properties"));
    Files.writeString(
        config.resolve("framework.properties"),
        "\norg.apache.felix.https.keystore.password=CANARYkeystore\n",
        StandardOpenOption.APPEND);
    Files.writeString(config.resolve("buntime.jsonc"), SETTINGS);
    Path apps = Files.createDirectory(root.resolve("apps"));
    TestBundle.ofServlet("who", "1.0.0", IdentityServlet.class).writeTo(apps, "who.jar");
    Path data = Files.createDirectory(root.resolve("data"));
    ProcessBuilder command =
        RunnerProcess.command(
            apps,
            data,
            "--config=" + config,
            "--plugins=" + plugins(root.resolve("plugins")),
            "--log-level=debug");
    command.environment().put("CLIENT_SECRET", "CANARYclient-42");
    command.environment().put("CI_TOKEN", "CANARYenvironment");
    Path options = Files.writeString(root.resolve("options"), "-Dmy.api.token=CANARYproperty\n");
    command.environment().put("JAVA_OPTS", "-Xmx512m @" + options);
    runner = RunnerProcess.start(command, apps, data);
    await().until(() -> Http.get(runner.uri("/who")).statusCode() == 401);
  }

  /** One of them fails, and says its secret. */
  private static Path plugins(Path folder) throws IOException {
    Files.createDirectory(folder);
    try (Stream<Path> jars = Files.list(RunnerProcess.DISTRIBUTION.resolve("plugins"))) {
      for (Path jar : jars.toList()) {
        Files.copy(jar, folder.resolve(jar.getFileName()));
      }
    }
    new TestBundle("generation", "1.0.0")
        .header(
            "Import-Package",
            "dev.buntime.plugin,jakarta.servlet,jakarta.servlet.http,org.osgi.framework")
        .header("Bundle-Activator", PluginActivator.class.getName())
        .header(PluginActivator.FAILURE, "CANARY-generation is too short")
        .type(PluginActivator.class)
        .type(GenerationServlet.class)
        .writeTo(folder, "generation.jar");
    return folder;
  }

  @AfterClass
  public static void stop() {
    if (runner != null) {
      runner.close();
    }
  }

  @Test
  public void nothingThatIsShown_hasASecret() {
    Map<String, String> found = new TreeMap<>();
    Map<String, Integer> seen =
        new Crawl(runner, (path, text) -> canaries(text).forEach(each -> found.put(path, each)))
            .from(
                List.of(
                    "/_/console/bundles",
                    "/_/console/bundles.json",
                    "/_/console/services.json",
                    "/_/console/components.json",
                    "/_/console/configMgr/plugin-a",
                    "/_/console/configMgr/(service.pid=*).json",
                    "/_/plugins",
                    "/_/stats",
                    "/_/metrics",
                    "/_/deployments",
                    "/_/logs?limit=1000",
                    "/_/logs/levels",
                    "/_/whoami",
                    "/_/openapi.json",
                    "/_/health/ready",
                    "/_/health/live",
                    "/_/plugin-metrics/prometheus",
                    "/_/plugin-authn/keys",
                    "/_/plugin-authn/well-known",
                    "/"));

    assertThat(found).isEmpty();
    assertThat(seen.keySet())
        .hasSizeGreaterThan(500)
        .contains(
            "/_/console/status-Configurations",
            "/_/console/status-Framework Properties.json",
            "/_/console/status-scr.zip",
            "/_/console/config/configuration-status-20260101-000000.zip");
    assertThat(seen)
        .containsEntry("/_/plugins", 200)
        .containsEntry("/_/plugin-authn/keys", 200)
        .containsEntry("/_/console/status-Services.txt", 200);
    assertThat(text("/_/console/status-Configurations.txt")).contains("secret = " + MASK);
    assertThat(text("/_/plugins")).contains(MASK + " is too short");
  }

  @Test
  public void noLog_hasASecret() throws IOException {
    assertThat(canaries(runner.log())).isEmpty();
    try (Stream<Path> logs = Files.list(runner.data().resolve("logs"))) {
      for (Path log : logs.toList()) {
        assertThat(canaries(Files.readString(log))).as(log.toString()).isEmpty();
      }
    }
    assertThat(runner.output()).allSatisfy(line -> assertThat(canaries(line)).isEmpty());
  }

  @Test
  public void noProcessList_hasASecret() {
    assertThat(runner.process().info().commandLine().orElseThrow())
        .contains("dev.buntime.launcher.Main")
        .doesNotContain("CANARY", RunnerProcess.PASSWORD);
  }

  @Test
  public void aForm_thatIsSavedWithItsMasks_keepsTheSecrets() throws Exception {
    ConsoleForm form = ConsoleForm.open(runner, AUTHN);
    assertThat(form.field("login.cookieSecret")).containsExactly(MASK);
    assertThat(form.field("login.previousCookieSecrets")).containsExactly(MASK);
    assertThat(form.field("providers").getFirst())
        .contains("\"issuer\":\"self\"", "\"secret\":\"" + MASK + "\"");
    assertThat(who(JWT)).isEqualTo(200);

    form.set("excludePaths", List.of("/who/open/.*"));
    assertThat(form.save().statusCode()).isEqualTo(302);

    await().until(() -> Http.get(runner.uri("/who/open/x")).statusCode() == 200);
    assertThat(who(JWT)).isEqualTo(200);
    assertThat(edited()).contains("excludePaths").doesNotContain(MASK, "cookieSecret", "providers");

    String issuer = form.field("providers").getFirst().replace("\"runner\"", "[\"runner\",\"x\"]");
    List<String> providers = new ArrayList<>(form.field("providers"));
    providers.set(0, issuer);
    HttpResponse<String> answer = form.set("providers", providers).save();
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);

    await().untilAsserted(() -> assertThat(edited()).contains("\\\"audience\\\":[\\\"runner\\\""));
    await().until(() -> who(JWT) == 200);
    assertThat(edited()).doesNotContain(MASK);
  }

  @Test
  public void aForm_withAnotherSecret_replacesIt_andWithNone_takesItAway() throws IOException {
    ConsoleForm form = ConsoleForm.open(runner, "plugin-a");
    assertThat(form.field("secret")).containsExactly(MASK);
    assertThat(form.field("note")).containsExactly("Bearer " + MASK);

    form.set("secret", "CANARYanother").set("api-key", "");
    form.set("tls.tokens", List.of(MASK, "CANv"));
    assertThat(form.save().statusCode()).isEqualTo(302);

    await().untilAsserted(() -> assertThat(edited()).contains("\"CANARYanother\""));
    assertThat(edited()).contains("\"CANt\",\"CANu\",\"CANv\"").doesNotContain(MASK, "CANp");
    ConsoleForm saved = ConsoleForm.open(runner, "plugin-a");
    assertThat(saved.field("secret")).containsExactly(MASK);
    assertThat(saved.field("api-key")).containsExactly("");
    assertThat(canaries(text("/_/console/status-Configurations"))).isEmpty();
  }

  @Test
  public void aForm_withSecretsInTexts_keepsThem_butNotForAnotherHost() throws IOException {
    ConsoleForm form = ConsoleForm.open(runner, "plugin-a");
    String url = "postgres://joe:" + MASK + "@db/x?password=" + MASK;
    assertThat(form.field("url")).containsExactly(url);
    assertThat(form.field("headers"))
        .containsExactly("Authorization: " + MASK, "Accept: a/b", "Cookie: " + MASK);

    HttpResponse<String> answer = form.set("url", url.replace("@db", "@other")).save();
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("url has " + MASK);

    form.set("url", url);
    form.set("headers", List.of("Cookie: " + MASK, "Accept: c/d", "Authorization: " + MASK));
    assertThat(form.save().statusCode()).isEqualTo(302);

    await()
        .untilAsserted(() ->
            assertThat(edited())
                .contains(
                    "\"Cookie: a=CANARY-cookie-1\",\"Accept: c/d\",\"Authorization: Bearer CANh\"")
                .doesNotContain(MASK, "postgres"));
  }

  @Test
  public void aForm_withAMaskForNothing_isNotSaved() {
    HttpResponse<String> answer =
        ConsoleForm.open(runner, "plugin-headers").set("newToken", MASK).save();

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("newToken has " + MASK);
  }

  private static Set<String> canaries(String text) {
    Set<String> found = new TreeSet<>();
    Matcher canary = CANARY.matcher(text);
    while (canary.find()) {
      found.add(canary.group());
    }
    return found;
  }

  private static String text(String path) {
    return Http.getAsAdmin(runner.uri(path)).body();
  }

  /** What is kept of edits. */
  private static String edited() throws IOException {
    return Files.readString(runner.data().resolve("console.json"));
  }

  private static int who(String secret) throws Exception {
    String token = token(secret);
    return Http.get(runner.uri("/who"), "Authorization", "Bearer " + token).statusCode();
  }

  private static String token(String secret) throws Exception {
    String claims =
        "{\"iss\":\"self\",\"aud\":\"runner\",\"sub\":\"ada\",\"exp\":%d}"
            .formatted(Instant.now().getEpochSecond() + 600);
    String input = encoded("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + encoded(claims);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    byte[] signature = mac.doFinal(input.getBytes(StandardCharsets.US_ASCII));
    return input + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
