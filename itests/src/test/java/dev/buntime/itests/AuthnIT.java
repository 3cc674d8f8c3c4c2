package dev.buntime.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.buntime.itests.app.IdentityServlet;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** plugin-authn in the packed distribution: tokens, API keys and passwords. */
public class AuthnIT {
  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

  private static final String SECRET = "a secret of enough bytes for HS256";
  private static final String OF_BATCH = "another secret of enough bytes, of the same issuer";
  private static final String OF_ANYBODY = "a third secret of enough bytes, for any issuer";

  /** Of the password "correct horse". */
  private static final String HASH =
      "pbkdf2-hmac-sha512 iterations=210000 salt=FvYQbH1FA2xvJ0elxtPBZw=="
          + " hash=/olpWFdCb+ItMQYorn/MjFAjjsWfvInwgiRLaZaatgC+dGUfiPxdCatBScIoe54J6vI5/eWTvfskfWMP7VtFUQ==";

  private static final String SETTINGS =
      """
      {
        "plugins": [
          ["@buntime/plugin-authn", {
            "providers": [
              { "provider": "jwt", "issuer": "self", "audience": "runner", "secret": "${NO_SUCH_SECRET:-%s}" },
              { "provider": "jwt", "issuer": "self", "audience": "batch", "secret": "%s" },
              { "provider": "jwt", "audience": "runner", "secret": "%s" },
              { "provider": "oidc", "issuer": "https://id.invalid", "clientId": "runner" },
              { "provider": "apiKey" },
              { "provider": "basic", "users": [
                { "name": "grace", "password": "%s", "roles": ["ops"] }
              ] }
            ],
            "excludePaths": ["/who/open/.*"],
            "publicRoutes": { "who": ["GET /public/**"] }
          }]
        ]
      }
      """
          .formatted(SECRET, OF_BATCH, OF_ANYBODY, HASH);

  private static RunnerProcess runner;

  @BeforeClass
  public static void start() throws Exception {
    Path root = FOLDER.getRoot().toPath();
    Path config = Files.createDirectory(root.resolve("config"));
    RunnerProcess.copyConfig(config);
    Files.writeString(config.resolve("buntime.jsonc"), SETTINGS);
    Path apps = Files.createDirectory(root.resolve("apps"));
    TestBundle.ofServlet("who", "1.0.0", IdentityServlet.class).writeTo(apps, "who.jar");
    Path data = Files.createDirectory(root.resolve("data"));
    runner = RunnerProcess.startWith(RunnerProcess.PLAIN_JVM, apps, data, "--config=" + config);
    await().until(() -> get("/who").statusCode() == 401);
  }

  @AfterClass
  public static void stop() {
    runner.close();
  }

  private static HttpResponse<String> get(String path, String... headers) {
    return Http.get(runner.uri(path), headers);
  }

  private static String token(String claims) {
    return token(claims, SECRET);
  }

  private static String token(String claims, String secret) {
    return new Hs256(secret).token(claims);
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String ada() {
    return token(
        """
        {"iss":"self","aud":"runner","sub":"ada","name":"Ada","roles":["ops","buntime:admin"],"exp":%d}
        """
            .formatted(Instant.now().getEpochSecond() + 300));
  }

  private static String basic(String name, String password) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  public void app_whenThereIsNoCredential_isNotReached() {
    HttpResponse<String> answer = get("/who");

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(Http.json(answer).path("code").asText()).isEqualTo("UNAUTHENTICATED");
    assertThat(answer.headers().allValues("WWW-Authenticate"))
        .containsExactly("Bearer realm=\"Buntime\"", "Basic realm=\"Buntime\", charset=\"UTF-8\"");
  }

  @Test
  public void app_whenTheTokenHolds_knowsWhoAsks() throws Exception {
    HttpResponse<String> answer =
        get("/who", "Authorization", "Bearer " + ada(), "X-Identity", "{\"sub\":\"root\"}");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body())
        .contains("user ada\n", "ops true\n", "identity [{\"sub\":\"ada\",\"name\":\"Ada\"")
        .contains("authorization Bearer ")
        .doesNotContain("root")
        .doesNotContain("\"roles\":[\"buntime");
  }

  @Test
  public void app_whenTheTokenDoesNotHold_isNotReached() throws Exception {
    for (String token :
        List.of(
            "x",
            ada() + "x",
            ada()
                .replaceFirst(
                    "^[^.]*", encoded("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8))),
            token("{\"iss\":\"self\",\"aud\":\"other\",\"sub\":\"ada\",\"exp\":9999999999}"),
            token("{\"iss\":\"self\",\"aud\":\"runner\",\"sub\":\"ada\",\"exp\":1}"))) {
      HttpResponse<String> answer = get("/who", "Authorization", "Bearer " + token);
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
          .contains("error=\"invalid_token\"");
    }
  }

  /** Each is tried at the providers that it can be of, in their order; none mixes two of them. */
  @Test
  public void app_whenThereAreSeveralProviders_takesTheTokensOfEach() throws Exception {
    String claims = "{\"iss\":\"%s\",\"aud\":\"%s\",\"sub\":\"%s\",\"exp\":9999999999}";
    for (String good :
        List.of(
            token(claims.formatted("self", "batch", "eve"), OF_BATCH),
            token(claims.formatted("self", "runner", "eve"), OF_ANYBODY),
            token(claims.formatted("other", "runner", "eve"), OF_ANYBODY))) {
      HttpResponse<String> answer = get("/who", "Authorization", "Bearer " + good);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("user eve\n");
      assertThat(introspect(good).path("sub").asText()).isEqualTo("eve");
    }
    for (String bad :
        List.of(
            token(claims.formatted("self", "batch", "eve")),
            token(claims.formatted("self", "runner", "eve"), OF_BATCH),
            token(claims.formatted("self", "batch", "eve"), OF_ANYBODY))) {
      HttpResponse<String> answer = get("/who", "Authorization", "Bearer " + bad);
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.body()).contains("the signature of the token is wrong");
      assertThat(introspect(bad)).hasToString("{\"active\":false}");
    }
  }

  /** RFC 9110, section 15.5.2; a password would have to wait after some tries. */
  @Test
  public void everyRoute_whichIsRefused_tellsHowToLogIn() {
    for (String route :
        List.of(
            "GET /who",
            "POST /who",
            "GET /nothing",
            "GET /_/plugin-authn/session",
            "HEAD /_/plugin-authn/session",
            "GET /_/plugin-authn/keys",
            "POST /_/plugin-authn/keys",
            "DELETE /_/plugin-authn/keys/x",
            "POST /_/plugin-authn/introspect",
            "GET /_/plugins",
            "GET /_/console/bundles")) {
      for (String credential : List.of("", "Bearer x", "Digest x")) {
        String[] words = route.split(" ");
        HttpRequest.Builder request =
            HttpRequest.newBuilder(runner.uri(words[1])).method(words[0], BodyPublishers.noBody());
        HttpResponse<String> answer =
            credential.isEmpty()
                ? Http.send(request)
                : Http.send(request, "Authorization", credential);

        assertThat(answer.statusCode()).as("%s %s", route, credential).isEqualTo(401);
        assertThat(answer.headers().allValues("WWW-Authenticate"))
            .as("%s %s", route, credential)
            .isNotEmpty();
      }
    }
  }

  @Test
  public void app_whenTheHeaderHasAMegabyte_isNotReached() throws Exception {
    String answer =
        Http.raw(runner, "GET /who HTTP/1.1\r\nAuthorization: Bearer " + "x".repeat(1024 * 1024));

    assertThat(answer).startsWith("HTTP/1.1 431 ");
    assertThat(get("/who", "Authorization", "Bearer " + ada()).statusCode()).isEqualTo(200);
  }

  @Test
  public void app_whenThePasswordIsRight_knowsTheUserAndNotThePassword() {
    HttpResponse<String> answer = get("/who", "Authorization", basic("grace", "correct horse"));

    assertThat(answer.body())
        .contains("user grace\n", "ops true\n", "authorization null\n", "key null\n");
    assertThat(get("/who", "Authorization", basic("nobody", "correct horse")).statusCode())
        .isEqualTo(401);
  }

  @Test
  public void app_whenThePathIsExcludedOrPublic_isReached() {
    assertThat(get("/who/open/x").body()).contains("user null\n", "identity []\n");
    assertThat(get("/who/public/x", "X-Identity", "{\"sub\":\"root\"}").body())
        .contains("user null\n", "identity []\n");
    assertThat(get("/who@1/public/x").statusCode()).isEqualTo(200);
  }

  @Test
  public void app_whenThePathOnlyLooksExcludedOrPublic_isNotReached() throws Exception {
    for (String path :
        List.of(
            "/who/open/../x",
            "/who/open/%2e%2e/x",
            "/who/open/..;/x",
            "/who/public/../x",
            "/who/public/%2e%2e/x",
            "/who/x/public/x",
            "/_/../who",
            "/_/%2e%2e/who",
            "/_/..;/who")) {
      assertThat(Http.rawStatus(runner, path)).as(path).isIn(400, 401, 404);
      assertThat(Http.raw(runner, "GET " + path + " HTTP/1.1")).doesNotContain("identity [");
    }
  }

  @Test
  public void ownPaths_whenTheLocalAdminAsks_areAsBefore() throws Exception {
    assertThat(Http.getAsAdmin(runner.uri("/_/plugins")).statusCode()).isEqualTo(200);
    assertThat(get("/_/plugins").statusCode()).isEqualTo(401);
    assertThat(get("/_/plugins", "Authorization", "Bearer x").statusCode()).isEqualTo(401);
    assertThat(get("/_/plugins", "Authorization", "Bearer " + ada()).statusCode())
        .as("a token gives no right here by itself")
        .isIn(401, 403);
    assertThat(get("/_/health/live").statusCode()).isEqualTo(200);
    assertThat(Http.json(get("/_/plugin-authn/well-known")).path("issuer").asText())
        .isEqualTo("self");
  }

  @Test
  public void keys_whenMadeUsedAndDeleted_letInAsLongAsTheyAreThere() throws Exception {
    assertThat(get("/_/plugin-authn/keys").statusCode()).isEqualTo(401);
    HttpResponse<String> made =
        post(
            "/_/plugin-authn/keys", "{\"name\":\"ci\",\"appRoles\":[\"ops\"],\"expiresInDays\":1}");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    String key = Http.json(made).path("key").asText();
    String id = Http.json(made).path("id").asText();

    assertThat(get("/who", "X-API-Key", key).body())
        .as(runner.log())
        .contains("user apikey:" + id + "\n", "ops true\n", "key null\n");
    assertThat(get("/who", "Authorization", "Bearer " + key).body())
        .contains("user apikey:" + id + "\n", "authorization null\n");
    JsonNode list = Http.json(Http.getAsAdmin(runner.uri("/_/plugin-authn/keys")));
    assertThat(list.toString()).contains(id, "lastUsed").doesNotContain(key).doesNotContain("hash");
    Path file = runner.data().resolve("plugin-authn/keys.json");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");

    HttpResponse<String> deleted =
        Http.send(
            HttpRequest.newBuilder(runner.uri("/_/plugin-authn/keys/" + id)).DELETE(),
            "Authorization",
            Http.ADMIN);
    assertThat(deleted.statusCode()).isEqualTo(204);
    assertThat(get("/who", "X-API-Key", key).statusCode()).isEqualTo(401);
    assertThat(runner.log()).doesNotContain(key).doesNotContain(SECRET);
  }

  @Test
  public void keys_whenTheRequestIsWrong_saySo() {
    HttpResponse<String> refused = post("/_/plugin-authn/keys", "{\"name\":\"ci\",\"role\":[]}");

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("did you mean roles?");
  }

  @Test
  public void introspect_whenTheTokenHolds_tellsOfIt() throws Exception {
    assertThat(introspect(ada()).path("active").asBoolean()).isTrue();
    assertThat(introspect(ada()).path("sub").asText()).isEqualTo("ada");
    assertThat(introspect("x")).hasToString("{\"active\":false}");
  }

  private static JsonNode introspect(String token) {
    return Http.json(
        Http.send(
            HttpRequest.newBuilder(runner.uri("/_/plugin-authn/introspect"))
                .POST(BodyPublishers.ofString("token=" + token)),
            "Authorization",
            Http.ADMIN,
            "Content-Type",
            "application/x-www-form-urlencoded"));
  }

  private static HttpResponse<String> post(String path, String body) {
    return Http.send(
        HttpRequest.newBuilder(runner.uri(path)).POST(BodyPublishers.ofString(body)),
        "Authorization",
        Http.ADMIN,
        "Content-Type",
        "application/json");
  }
}
