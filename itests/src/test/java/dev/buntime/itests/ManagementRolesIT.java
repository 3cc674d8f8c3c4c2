package dev.buntime.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.buntime.itests.app.IdentityActivator;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Who may do what below {@code /_}: the admin by password, and those whom a plugin identifies by
 * their roles. The plugin is one that believes what the client says.
 */
public class ManagementRolesIT {
  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

  private static final String HELLO = "/_/deployments/hello-api/2.0.0";
  private static final String NOTHING = "/_/deployments/nothing/1.0.0";

  private static RunnerProcess runner;

  /** What a request needs, in the words of the docs. */
  private record Route(String method, String path, String permission) {}

  private static final List<Route> ROUTES =
      List.of(
          new Route("GET", "/_/whoami", "read"),
          new Route("GET", "/_/deployments", "read"),
          new Route("HEAD", "/_/deployments", "read"),
          new Route("GET", "/_/deployments/hello-api", "read"),
          new Route("GET", HELLO, "read"),
          new Route("GET", HELLO + "/artifact", "deploy"),
          new Route("GET", HELLO + "/files", "deploy"),
          new Route("GET", HELLO + "/files/META-INF/MANIFEST.MF", "deploy"),
          new Route("POST", "/_/deployments", "deploy"),
          new Route("PUT", NOTHING, "deploy"),
          new Route("DELETE", NOTHING, "deploy"),
          new Route("POST", NOTHING + "/restart", "restart"),
          new Route("POST", NOTHING + "/stop", "traffic"),
          new Route("POST", NOTHING + "/start", "traffic"),
          new Route("POST", NOTHING + "/unknown", "admin"),
          new Route("PATCH", "/_/stats", "admin"),
          new Route("GET", "/_/operations/none", "read"),
          new Route("GET", "/_/openapi.json", "read"),
          new Route("GET", "/_/plugins", "read"),
          new Route("GET", "/_/stats", "read"),
          new Route("GET", "/_/metrics", "read"),
          new Route("GET", "/_/sse?events=none", "read"),
          new Route("GET", "/_/logs", "read"),
          new Route("GET", "/_/logs/levels", "read"),
          new Route("PUT", "/_/logs/levels?app=nobody&level=none", "admin"),
          new Route("DELETE", "/_/logs/levels?app=nobody", "admin"),
          new Route("GET", "/_/plugin-metrics/prometheus", "read"),
          new Route("GET", "/_/plugin-identity/page", "read"),
          new Route("GET", "/_/plugin-identity/page/below", "read"),
          new Route("POST", "/_/plugin-identity/page", "admin"),
          new Route("GET", "/_/plugin-identity/keys", "admin"),
          new Route("DELETE", "/_/plugin-identity/keys", "admin"),
          new Route("GET", "/_/console/bundles", "read"),
          new Route("GET", "/_/console/bundles.json", "read"),
          new Route("GET", "/_/console/licenses", "read"),
          new Route("GET", "/_/console/res/lib/support.js", "read"),
          new Route("GET", "/_/console/components", "admin"),
          new Route("GET", "/_/console/services", "admin"),
          new Route("GET", "/_/console/configMgr", "admin"),
          new Route("GET", "/_/console/httpservice", "admin"),
          new Route("GET", "/_/console/logs", "admin"),
          new Route("GET", "/_/console/vmstat", "admin"),
          new Route("GET", "/_/console/config", "admin"),
          new Route("GET", "/_/console/status-Configurations", "admin"),
          new Route("GET", "/_/console/unknown", "admin"),
          new Route("POST", "/_/console/bundles", "admin"),
          new Route("POST", "/_/console/vmstat?action=gc", "admin"));

  private static final Set<String> EDITOR = Set.of("read", "deploy", "restart", "traffic");

  private static final Map<String, Set<String>> ROLES =
      Map.ofEntries(
          Map.entry("buntime:admin", Set.of("read", "deploy", "restart", "traffic", "admin")),
          Map.entry("ops", Set.of("read", "deploy", "restart", "traffic", "admin")),
          Map.entry("buntime:editor", EDITOR),
          Map.entry("dev", EDITOR),
          Map.entry("buntime:viewer", Set.of("read")),
          Map.entry("all staff", Set.of("read")),
          Map.entry("buntime:read", Set.of("read")),
          Map.entry("buntime:deploy", Set.of("deploy")),
          Map.entry("buntime:restart", Set.of("restart")),
          Map.entry("buntime:traffic", Set.of("traffic")),
          Map.entry("admin editor viewer Ops buntime", Set.of()));

  @BeforeClass
  public static void start() throws IOException {
    Path root = FOLDER.getRoot().toPath();
    Path config = Files.createDirectory(root.resolve("config"));
    RunnerProcess.copyConfig(config);
    Files.writeString(
        config.resolve("buntime.jsonc"),
        """
        { "management": { "roles": { "admin": ["ops"], "editor": ["dev"], "viewer": ["staff"] } } }
        """);
    Path plugins = Files.createDirectory(root.resolve("plugins"));
    new TestBundle("identity", "1.0.0")
        .header(
            "Import-Package",
            "dev.buntime.plugin,jakarta.servlet,jakarta.servlet.http,org.osgi.framework")
        .header("Bundle-Activator", IdentityActivator.class.getName())
        .type(IdentityActivator.class)
        .writeTo(plugins, "identity.jar");
    Path shipped = RunnerProcess.DISTRIBUTION.resolve("plugins");
    try (var jars = Files.newDirectoryStream(shipped, "plugin-metrics*.jar")) {
      for (Path jar : jars) {
        Files.copy(jar, plugins.resolve(jar.getFileName()));
      }
    }
    Path apps = Files.createDirectory(root.resolve("apps"));
    Path hello = RunnerProcess.sample("hello-api-2.0.0.jar");
    Files.copy(hello, apps.resolve(hello.getFileName()));
    runner =
        RunnerProcess.startWith(
            RunnerProcess.PLAIN_JVM,
            apps,
            Files.createDirectory(root.resolve("data")),
            "--plugins=" + plugins,
            "--config=" + config);
  }

  /** A good login takes back what has failed; it may have to wait first. */
  @After
  public void logIn() {
    await().until(() -> Http.getAsAdmin(runner.uri("/_/whoami")).statusCode() == 200);
  }

  @AfterClass
  public static void stop() {
    runner.close();
  }

  @Test
  public void everyRoute_withoutALogin_is401() {
    for (Route route : ROUTES) {
      HttpResponse<String> answer = send(route);

      assertThat(answer.statusCode()).as(route.toString()).isEqualTo(401);
      assertThat(answer.headers().firstValue("WWW-Authenticate")).as(route.toString()).isPresent();
      assertCareful(answer, route.toString());
    }
  }

  @Test
  public void everyRoute_forTheAdmin_isOpen() {
    for (Route route : ROUTES) {
      assertThat(send(route, "Authorization", Http.ADMIN).statusCode())
          .as(route.toString())
          .isNotIn(401, 403, 429);
    }
  }

  @Test
  public void everyRoute_forEveryRole_isOpenOrForbidden() {
    for (var role : ROLES.entrySet()) {
      for (Route route : ROUTES) {
        HttpResponse<String> answer = send(route, IdentityActivator.FIELD, "joe " + role.getKey());

        String what = role.getKey() + ": " + route;
        if (role.getValue().contains(route.permission())) {
          assertThat(answer.statusCode()).as(what).isNotIn(401, 403, 429);
        } else {
          assertThat(answer.statusCode()).as(what).isEqualTo(403);
          if (!route.method().equals("HEAD")) {
            assertThat(Http.json(answer).path("code").asText()).as(what).isEqualTo("FORBIDDEN");
            assertThat(Http.json(answer).path("detail").asText())
                .as(what)
                .contains("'joe' by plugin-identity")
                .contains(route.permission());
          }
        }
        assertCareful(answer, what);
      }
    }
  }

  @Test
  public void whoami_saysWhoAndWhatTheyMay() {
    JsonNode admin = Http.json(Http.getAsAdmin(runner.uri("/_/whoami")));
    JsonNode joe = Http.json(as("joe dev", "GET", "/_/whoami"));

    assertThat(admin)
        .hasToString(
            "{\"user\":\"admin\",\"provider\":\"local\",\"rights\":[\"admin\"],"
                + "\"permissions\":[\"read\",\"deploy\",\"restart\",\"traffic\",\"admin\"]}");
    assertThat(joe)
        .hasToString(
            "{\"user\":\"joe\",\"provider\":\"plugin-identity\",\"rights\":[\"editor\"],"
                + "\"permissions\":[\"read\",\"deploy\",\"restart\",\"traffic\"]}");
  }

  @Test
  public void identity_whichIsNotEnough_canStillLogInAsTheAdmin() {
    assertThat(
            Http.get(
                    runner.uri("/_/console/configMgr"),
                    IdentityActivator.FIELD,
                    "joe staff",
                    "Authorization",
                    Http.ADMIN)
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  public void failedLogins_haveToWait_evenWithTheRightPassword() throws IOException {
    for (int i = 0; i < 5; i++) {
      assertThat(Http.get(runner.uri("/_/stats"), "Authorization", wrong(i)).statusCode())
          .isEqualTo(401);
    }

    HttpResponse<String> delayed = Http.getAsAdmin(runner.uri("/_/stats"));
    HttpResponse<String> console = Http.getAsAdmin(runner.uri("/_/console/bundles"));
    HttpResponse<String> identified = as("joe staff", "GET", "/_/stats");

    assertThat(delayed.statusCode()).isEqualTo(429);
    assertThat(Http.json(delayed).path("code").asText()).isEqualTo("TOO_MANY_REQUESTS");
    assertThat(delayed.headers().firstValue("Retry-After")).contains("1");
    assertThat(console.statusCode()).isEqualTo(429);
    assertThat(identified.statusCode()).as("who needs no password").isEqualTo(200);
    await().until(() -> Http.getAsAdmin(runner.uri("/_/stats")).statusCode() == 200);
    assertThat(runner.log()).contains("login failed for GET /_/stats from 127.0.0.1: 5 from there");
    assertThat(audit("event", "login-failed")).hasSizeGreaterThanOrEqualTo(5);
    assertThat(audit("event", "login-delayed")).isNotEmpty();
    assertThat(auditText()).doesNotContain("wrong password");
  }

  @Test
  public void writes_forPagesOfOtherSites_areForbidden() {
    for (Route route : ROUTES) {
      if (List.of("GET", "HEAD").contains(route.method())) {
        continue;
      }
      for (String[] sent :
          new String[][] {
            {"Sec-Fetch-Site", "cross-site"},
            {"Sec-Fetch-Site", "same-site"},
            {"Origin", "https://evil.example"},
            {"Origin", "null"}
          }) {
        HttpResponse<String> answer = send(route, "Authorization", Http.ADMIN, sent[0], sent[1]);

        assertThat(answer.statusCode()).as("%s %s", route, sent[1]).isEqualTo(403);
        assertThat(answer.body()).as("%s", route).contains("a page of another site");
      }
    }
  }

  @Test
  public void formOfTheConsole_isSentByItsOwnPagesAlone() {
    String own = "http://" + runner.host() + ":" + runner.port();
    String form = "action=nothing";

    assertThat(console(form, "Origin", own).statusCode()).isEqualTo(200);
    assertThat(console(form, "Origin", own + "0").statusCode()).isEqualTo(403);
    assertThat(
            Http.send(
                    HttpRequest.newBuilder(runner.uri("/_/console/bundles"))
                        .POST(
                            BodyPublishers.ofString(
                                "--x\r\nContent-Disposition: form-data; name=\"action\"\r\n\r\n"
                                    + "install\r\n--x--\r\n")),
                    "Content-Type",
                    "multipart/form-data; boundary=x",
                    "Authorization",
                    Http.ADMIN,
                    "Sec-Fetch-Site",
                    "cross-site")
                .statusCode())
        .isEqualTo(403);
  }

  @Test
  public void audit_saysWhoDidWhatFromWhereAndWithWhichResult() throws IOException {
    HttpResponse<String> restart = as("joe dev", "POST", HELLO + "/restart");
    as("ann buntime:viewer", "DELETE", HELLO);
    as("ops-1 ops", "PUT", "/_/logs/levels?app=hello-api&level=debug");
    console("action=nothing&secret=hunter22", "X-Request-Id", "form-1");

    JsonNode line = awaitAudit("requestId", id(restart)).getFirst();
    assertThat(line.path("event").asText()).isEqualTo("write");
    assertThat(line.path("user").asText()).isEqualTo("joe");
    assertThat(line.path("provider").asText()).isEqualTo("plugin-identity");
    assertThat(line.path("rights").asText()).isEqualTo("editor");
    assertThat(line.path("address").asText()).isEqualTo("127.0.0.1");
    assertThat(line.path("method").asText()).isEqualTo("POST");
    assertThat(line.path("path").asText()).isEqualTo(HELLO + "/restart");
    assertThat(line.path("status").asInt()).isEqualTo(200);
    assertThat(audit("user", "ann"))
        .anySatisfy(each -> {
          assertThat(each.path("event").asText()).isEqualTo("forbidden");
          assertThat(each.path("code").asText()).isEqualTo("FORBIDDEN");
        });
    assertThat(awaitAudit("user", "ops-1").getFirst().path("target").asText())
        .isEqualTo("level of the app hello-api: debug");
    JsonNode form = awaitAudit("requestId", "form-1").getFirst();
    assertThat(form.path("user").asText()).isEqualTo("admin");
    assertThat(form.path("provider").asText()).isEqualTo("local");
    assertThat(form.path("target").asText()).isEqualTo("nothing");
    assertThat(auditText()).doesNotContain("hunter22");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(runner.data().resolve("logs/audit.log"))))
        .isEqualTo("rw-------");
  }

  @Test
  public void audit_whenItCannotBeWritten_hindersNobodyAndIsSaid() throws IOException {
    assertThat(awaitAudit("requestId", id(as("joe dev", "POST", HELLO + "/restart")))).hasSize(1);
    Path file = runner.data().resolve("logs/audit.log");
    Path taken = Files.move(file, file.resolveSibling("taken"));
    Files.createDirectory(file);
    try {
      assertThat(as("joe dev", "POST", HELLO + "/restart").statusCode()).isEqualTo(200);
      assertThat(as("ann dev", "POST", HELLO + "/restart").statusCode()).isEqualTo(200);

      await()
          .untilAsserted(() ->
              assertThat(Http.get(runner.uri("/_/health/ready")).body())
                  .contains("the audit log cannot be written"));
      assertThat(Http.get(runner.uri("/_/health/ready")).statusCode()).isEqualTo(200);
      await()
          .untilAsserted(() ->
              assertThat(runner.log()).contains("not in the audit log: ").contains("user=ann"));
      assertThat(runner.log().split("The audit log cannot be written", -1)).hasSize(2);
    } finally {
      Files.delete(file);
      Files.move(taken, file);
    }
    as("joe dev", "POST", HELLO + "/restart");

    await()
        .untilAsserted(() ->
            assertThat(Http.get(runner.uri("/_/health/ready")).body())
                .doesNotContain("the audit log cannot be written"));
    await()
        .untilAsserted(
            () -> assertThat(runner.log()).contains("The audit log can be written again"));
  }

  @Test
  public void hostileValues_areLinesOfJsonAndText() throws IOException {
    for (String hostile :
        List.of(
            "<script>alert(1)</script>",
            "a\"}{\"event\":\"write\"",
            "'--><img/src=x>",
            "\u00e9\u00ff",
            "${jndi:ldap:x}",
            "x".repeat(4000))) {
      HttpResponse<String> page =
          Http.send(
              HttpRequest.newBuilder(runner.uri("/_/logs/levels"))
                  .method("DELETE", BodyPublishers.noBody()),
              IdentityActivator.FIELD,
              hostile,
              "Accept",
              "text/html");

      assertThat(page.statusCode()).as(hostile).isEqualTo(403);
      assertThat(page.headers().firstValue("Content-Type")).contains("text/html;charset=utf-8");
      assertThat(page.body()).as(hostile).doesNotContain("<script").doesNotContain("<img");
      assertCareful(page, hostile);
    }
    for (String line : auditText().split("\n", -1)) {
      if (!line.isEmpty()) {
        assertThat(new ObjectMapper().readTree(line).isObject()).isTrue();
        assertThat(line).hasSizeLessThan(8192);
      }
    }
  }

  /** What somebody says in the header field that apps get is not believed. */
  @Test
  public void identity_thatAClientMakesUp_isNone() {
    assertThat(
            Http.get(
                    runner.uri("/_/stats"),
                    "X-Identity",
                    "{\"sub\":\"x\",\"roles\":[\"buntime:admin\"]}")
                .statusCode())
        .isEqualTo(401);
  }

  private static HttpResponse<String> as(String identity, String method, String path) {
    return send(new Route(method, path, ""), IdentityActivator.FIELD, identity);
  }

  private static HttpResponse<String> send(Route route, String... headers) {
    return Http.send(
        HttpRequest.newBuilder(runner.uri(route.path()))
            .method(route.method(), BodyPublishers.noBody()),
        headers);
  }

  private static HttpResponse<String> console(String form, String name, String value) {
    return Http.send(
        HttpRequest.newBuilder(runner.uri("/_/console/bundles/0"))
            .POST(BodyPublishers.ofString(form)),
        "Content-Type",
        "application/x-www-form-urlencoded",
        "Authorization",
        Http.ADMIN,
        name,
        value);
  }

  private static String wrong(int i) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString(("admin:wrong password " + i).getBytes(StandardCharsets.UTF_8));
  }

  /** Every answer, whoever gives it, tells the browser to be careful. */
  private static void assertCareful(HttpResponse<String> answer, String what) {
    var headers = answer.headers();
    assertThat(headers.firstValue("X-Content-Type-Options")).as(what).contains("nosniff");
    assertThat(headers.firstValue("X-Frame-Options")).as(what).contains("DENY");
    assertThat(headers.firstValue("Referrer-Policy")).as(what).contains("same-origin");
    assertThat(headers.firstValue("Cross-Origin-Opener-Policy")).as(what).contains("same-origin");
    assertThat(headers.firstValue("Cross-Origin-Resource-Policy")).as(what).contains("same-origin");
    assertThat(headers.firstValue("Permissions-Policy")).as(what).isPresent();
    assertThat(headers.firstValue("Cache-Control")).as(what).isPresent();
    assertThat(headers.firstValue("Strict-Transport-Security")).as(what).isEmpty();
    assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
        .as(what)
        .startsWith("default-src 'none'")
        .contains("frame-ancestors 'none'")
        .contains("base-uri 'none'");
  }

  private static String auditText() throws IOException {
    return Files.readString(runner.data().resolve("logs/audit.log"));
  }

  private static String id(HttpResponse<String> answer) {
    return answer.headers().firstValue("X-Request-Id").orElseThrow();
  }

  /** Lines of what was done; one may be written after the answer. */
  private static List<JsonNode> awaitAudit(String member, String value) {
    return await()
        .ignoreExceptionsInstanceOf(IOException.class) // the file may not be there yet
        .until(() -> audit(member, value), lines -> !lines.isEmpty());
  }

  private static List<JsonNode> audit(String member, String value) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : auditText().split("\n", -1)) {
      JsonNode node = new ObjectMapper().readTree(line);
      if (node.path(member).asText().equals(value)) {
        lines.add(node);
      }
    }
    return lines;
  }
}
