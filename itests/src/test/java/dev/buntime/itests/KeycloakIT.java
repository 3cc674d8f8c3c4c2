package dev.buntime.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.itests.app.IdentityServlet;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.ThrowingRunnable;
import org.junit.AfterClass;
import org.junit.Assume;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.FixMethodOrder;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runners.MethodSorters;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * plugin-authn with a real Keycloak.
 *
 * <p>Its start takes long, so that all tests share it; those that take keys away come last.
 */
@FixMethodOrder(MethodSorters.NAME_ASCENDING)
public class KeycloakIT {
  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

  private static KeycloakProcess keycloak;
  private static RunnerProcess runner;

  @BeforeClass
  public static void start() throws Exception {
    Assume.assumeTrue(
        "Keycloak is not at "
            + KeycloakProcess.HOME
            + ": mvn -pl itests -P keycloak generate-test-resources fetches and unpacks it",
        KeycloakProcess.isInstalled());
    Path root = FOLDER.getRoot().toPath();
    keycloak = KeycloakProcess.start(Files.createDirectory(root.resolve("keycloak")));
    Path config = Files.createDirectory(root.resolve("config"));
    RunnerProcess.copyConfig(config);
    Files.writeString(
        config.resolve("buntime.jsonc"),
        """
        { "plugins": [["plugin-authn", {
          "provider": "keycloak", "issuer": "%s", "realm": "demo", "clientId": "runner",
          "clientSecret": "secret-of-the-runner", "jwksCacheTtl": 10
        }]], "management": { "roles": { "admin": ["ops"] } } }
        """
            .formatted(keycloak.url()));
    Path apps = Files.createDirectory(root.resolve("apps"));
    TestBundle.ofServlet("who", "1.0.0", IdentityServlet.class).writeTo(apps, "who.jar");
    Path data = Files.createDirectory(root.resolve("data"));
    runner = RunnerProcess.start(apps, data, "--config=" + config);
    keycloak.awaitStart();
    await().until(() -> Http.get(runner.uri("/who")).statusCode() == 401);
  }

  @AfterClass
  public static void stop() {
    try {
      if (runner != null) {
        runner.close();
      }
    } finally {
      if (keycloak != null) {
        keycloak.close();
      }
    }
  }

  private static HttpResponse<String> call(String token) {
    return Http.get(runner.uri("/who"), "Authorization", "Bearer " + token);
  }

  @Test
  public void a_token_whenOfAPerson_isKnownWithRoles() {
    HttpResponse<String> answer = call(keycloak.passwordToken());

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body())
        .contains("ops true\n")
        .contains("\"name\":\"Ada Lovelace\"", "\"email\":\"ada@example.com\"")
        .contains("\"buyer\"", "\"ops\"");
  }

  @Test
  public void a_token_whenOfAClient_isKnown() {
    HttpResponse<String> answer = call(keycloak.clientToken("runner", "secret-of-the-runner"));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("service-account-runner", "ops false\n");
  }

  @Test
  public void a_token_whenForAnotherClientOrNoAccessToken_isRefused() {
    assertThat(call(keycloak.clientToken("other", "secret-of-another")).body())
        .contains("the token is for somebody else (aud)");
    assertThat(call(keycloak.idToken()).statusCode()).isEqualTo(401);
    assertThat(call(keycloak.passwordToken() + "x").statusCode()).isEqualTo(401);
  }

  @Test
  public void a_person_whoLogsInWithABrowser_getsIntoTheWebConsole() throws Exception {
    Chromium.assume();
    ChromeDriver browser = Chromium.open(Chromium.options(FOLDER.newFolder().toPath()));
    try {
      browser.get(runner.uri("/_/console/bundles").toString());
      assertThat(browser.getCurrentUrl()).startsWith(keycloak.url() + "/realms/demo/");
      WebDriverWait patient = new WebDriverWait(browser, Duration.ofSeconds(60));
      patient.until(page -> page.findElement(By.id("username"))).sendKeys("ada");
      browser.findElement(By.id("password")).sendKeys("password-of-ada" + Keys.ENTER);

      patient.until(page ->
          page.getCurrentUrl().equals(runner.uri("/_/console/bundles").toString())
              && page.getPageSource().contains("Buntime pipeline"));
      browser.get(runner.uri("/_/whoami").toString());
      assertThat(browser.getPageSource())
          .contains("\"provider\" : \"plugin-authn\"", "\"rights\" : [ \"admin\" ]");
      browser.get(runner.uri("/who").toString());
      assertThat(browser.getPageSource()).contains("ops true");
    } finally {
      browser.quit();
    }
  }

  @Test
  public void a_token_onTheManagementPlane_hasTheRightsOfItsRoles() {
    String person = "Bearer " + keycloak.passwordToken();
    String client = "Bearer " + keycloak.clientToken("runner", "secret-of-the-runner");

    assertThat(Http.get(runner.uri("/_/deployments"), "Authorization", person).statusCode())
        .isEqualTo(200);
    assertThat(Http.get(runner.uri("/_/deployments"), "Authorization", client).statusCode())
        .as("known, and nobody's operator")
        .isEqualTo(403);
    assertThat(Http.get(runner.uri("/_/deployments")).statusCode()).isEqualTo(401);
    assertThat(Http.getAsAdmin(runner.uri("/_/deployments")).statusCode())
        .as("the local admin stays")
        .isEqualTo(200);
  }

  /** It hangs, ends and comes back while many ask; whoever's key is known notices nothing of it. */
  @Test
  public void b_provider_whenItHangsAndIsStartedAgain_isNotMissed() throws Exception {
    String token = keycloak.passwordToken();
    String forged = withSignature(token);
    String unknown = withUnknownKey(token);
    assertThat(call(forged).body()).contains("the signature of the token is wrong");
    assertThat(call(unknown).body()).contains("no key with the id of the token (kid)");
    try (CallLoad calls = new CallLoad()) {
      calls.begin("good", 4, () -> call(token));
      calls.begin("forged", 2, () -> call(forged));
      calls.begin("unknown key", 2, () -> call(unknown));
      awaitMore(calls);
      keycloak.pause();
      calls.begin("unknown key, begun late", 1, () -> call(unknown));
      awaitAsserted(() ->
          assertThat(calls.slowest("unknown key, begun late"))
              .as("the runner asks for keys that it lacks, and waits for them up to 3 s")
              .isGreaterThan(Duration.ofSeconds(2)));
      awaitAsserted(() -> assertThat(runner.log()).contains("could not be fetched"));
      awaitMore(calls);
      keycloak.resume();
      keycloak.stop();
      awaitMore(calls);
      keycloak.goOn();
      awaitAsserted(() -> assertThat(runner.log()).contains("the provider answers again"));
      awaitMore(calls);

      assertThat(calls.results("good")).containsExactly("200");
      assertThat(calls.results("forged")).containsExactly("401");
      assertThat(calls.results("unknown key")).isSubsetOf("401", "503");
      assertThat(calls.results("unknown key, begun late")).isSubsetOf("401", "503");
      assertThat(calls.slowest())
          .as("nobody waits longer than 3 s for it; the rest is for a busy machine")
          .isLessThan(Duration.ofSeconds(10));
    }
    assertThat(call(keycloak.passwordToken()).statusCode()).isEqualTo(200);
  }

  private static void awaitMore(CallLoad calls) {
    long before = calls.fewest();
    awaitAsserted(() -> assertThat(calls.fewest()).as("calls").isGreaterThan(before + 10));
  }

  /** Waits until it holds; if it does not, the failure has the log of the runner. */
  private static void awaitAsserted(ThrowingRunnable assertion) {
    try {
      await().atMost(Duration.ofSeconds(90)).untilAsserted(assertion);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(e.getMessage() + "\nlog of the runner:\n" + runner.log(), e);
    }
  }

  /** The token with one character of its signature changed. */
  private static String withSignature(String token) {
    int at = token.lastIndexOf('.') + 20;
    return token.substring(0, at) + (token.charAt(at) == 'A' ? 'B' : 'A') + token.substring(at + 1);
  }

  private static String withUnknownKey(String token) {
    String header = "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"a key that nobody has\"}";
    return Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(header.getBytes(StandardCharsets.UTF_8))
        + token.substring(token.indexOf('.'));
  }

  @Test
  public void c_keys_whenRotatedAndTakenOut_countAndThenDoNot() {
    String old = keycloak.passwordToken();
    assertThat(call(old).statusCode()).isEqualTo(200);

    keycloak.rotateKeys();
    String next = keycloak.passwordToken();
    awaitAsserted(() -> assertThat(call(next).statusCode()).isEqualTo(200));
    assertThat(call(old).statusCode()).isEqualTo(200);

    keycloak.removeOldKeys();
    awaitAsserted(
        () -> assertThat(call(old).body()).contains("no key with the id of the token (kid)"));
    assertThat(call(next).statusCode()).isEqualTo(200);
  }
}
