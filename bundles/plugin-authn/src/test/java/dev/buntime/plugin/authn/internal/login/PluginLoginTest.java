package dev.buntime.plugin.authn.internal.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.buntime.credentials.PasswordHash;
import dev.buntime.plugin.Decision;
import dev.buntime.plugin.HeaderChange;
import dev.buntime.plugin.Identity;
import dev.buntime.plugin.authn.internal.AuthnPlugin;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.osgi.framework.BundleContext;

/** The browser login as a part of the plugin, which is configured as by an operator. */
public class PluginLoginTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final FakeClock clock = new FakeClock(Instant.now());
  private FakeProvider provider;
  private AuthnPlugin plugin;
  private FakeBrowser browser;

  @Before
  public void start() throws Exception {
    provider = new FakeProvider(clock);
    plugin = plugin(Map.of("excludePaths", new String[] {"/shop/open"}));
    browser = new FakeBrowser(request -> plugin.onRequest(request));
  }

  @After
  public void stop() {
    provider.close();
  }

  private AuthnPlugin plugin(Map<String, Object> more) {
    Map<String, Object> options = new java.util.HashMap<>();
    options.put("provider", "oidc");
    options.put("issuer", provider.issuer());
    options.put("clientId", FakeProvider.CLIENT);
    options.put("clientSecret", FakeProvider.SECRET);
    options.putAll(more);
    return new AuthnPlugin(context(), options);
  }

  @Test
  public void app_whenABrowserNavigates_isBehindTheLogin() {
    Decision.Answer toLogin = (Decision.Answer) browser.ask(app("/shop/cart?x=1"));
    assertThat(toLogin.status()).isEqualTo(303);
    String toProvider = FakeBrowser.location(browser.get(FakeBrowser.location(toLogin)));

    Decision.Answer back = browser.get(FakeBrowser.visit(toProvider));

    assertThat(FakeBrowser.location(back)).isEqualTo("/shop/cart?x=1");
    Decision.Pass pass = (Decision.Pass) browser.ask(app("/shop/cart?x=1"));
    assertThat(identity(pass).sub()).isEqualTo("ada");
    assertThat(identity(pass).claims())
        .containsEntry("email", "ada@example.org")
        .doesNotContainKeys("nonce", "at_hash", "exp");
    assertThat(pass.headers()).containsExactly(new HeaderChange("Cookie", List.of()));
  }

  @Test
  public void app_whenAProgramAsks_isRefused() {
    Decision decision = browser.ask(browser.sent(FakeRequest.of("GET", "/shop/").forApp()));

    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Refuse.class,
            refusal -> {
              assertThat(refusal.code().status()).isEqualTo(401);
              assertThat(refusal.headers())
                  .anySatisfy(each -> assertThat(each.name()).isEqualTo("WWW-Authenticate"));
            });
  }

  @Test
  public void session_isOfNoUse_besideAnotherCredentialThatDoesNotHold() {
    browser.logIn("/");

    assertThat(browser.ask(app("/shop/").with("Authorization", "Bearer x.y.z")))
        .isInstanceOf(Decision.Refuse.class);
    assertThat(browser.ask(browser.navigation("/_/console").with("Authorization", "Basic eDp5")))
        .isInstanceOfSatisfying(Decision.Pass.class, pass -> assertThat(pass.identity()).isNull());
  }

  @Test
  public void runner_whenThereIsASession_knowsWhoItIs_andPassesWithout() {
    assertThat(browser.ask(browser.navigation("/_/console")))
        .isInstanceOfSatisfying(Decision.Pass.class, pass -> assertThat(pass.identity()).isNull());
    browser.logIn("/_/console");

    Decision.Pass pass = (Decision.Pass) browser.ask(browser.navigation("/_/console"));
    assertThat(identity(pass).name()).isEqualTo("Ada Lovelace");
  }

  @Test
  public void excludedPath_seesNoCookieOfTheLogin() {
    browser.logIn("/");

    Decision.Pass pass = (Decision.Pass) browser.ask(app("/shop/open"));

    assertThat(pass.identity()).isNull();
    assertThat(pass.headers()).containsExactly(new HeaderChange("Cookie", List.of()));
  }

  @Test
  public void reservedRoles_areNeverOfAToken() {
    provider.idClaims = claims -> claims.put("roles", List.of("buntime:admin", "Reader"));
    browser.logIn("/");

    assertThat(identity((Decision.Pass) browser.ask(app("/shop/"))).roles())
        .containsExactly("Reader");
  }

  @Test
  public void refusalOfTheRunner_leadsABrowserToTheLogin() {
    FakeResponse response = refusal(FakeRequest.navigation("/_/console/bundles?x=1"));

    plugin.onResponse(response);

    assertThat(response.status()).isEqualTo(302);
    assertThat(response.headers("Location"))
        .containsExactly("/_/plugin-authn/login?redirect=%2F_%2Fconsole%2Fbundles%3Fx%3D1");
    assertThat(response.headers("WWW-Authenticate")).isEmpty();
    assertThat(response.headers("Cache-Control")).containsExactly("no-store");
  }

  @Test
  public void refusalOfTheRunner_staysForEverybodyElse() {
    for (FakeRequest request :
        List.of(
            FakeRequest.of("GET", "/_/deployments"),
            FakeRequest.of("GET", "/_/deployments").with("Accept", "application/json"),
            FakeRequest.of("POST", "/_/deployments").with("Accept", "text/html"),
            FakeRequest.navigation("/_/console").with("Authorization", "Basic eDp5"),
            FakeRequest.navigation("/_/console?login=local"),
            FakeRequest.navigation("/_/console").as(Identity.of("ada")),
            FakeRequest.navigation("/_/plugin-authn/session"),
            FakeRequest.navigation("/shop/").forApp())) {
      FakeResponse response = refusal(request);

      plugin.onResponse(response);

      assertThat(response.status()).as(request.path()).isEqualTo(401);
      assertThat(response.headers("WWW-Authenticate")).hasSize(1);
    }
  }

  /** RFC 9110, section 15.5.2; the answer itself must not have a browser ask for a password. */
  @Test
  public void session_whenThereIsNone_isRefusedWithAChallenge() throws Exception {
    AuthnPlugin several =
        new AuthnPlugin(
            context(),
            Map.of(
                "providers",
                new String[] {
                  "{\"provider\":\"basic\",\"users\":[{\"name\":\"grace\",\"password\":\"%s\"}]}"
                      .formatted(PasswordHash.of("correct horse".toCharArray())),
                  "{\"provider\":\"oidc\",\"issuer\":\"%s\",\"clientId\":\"%s\"}"
                      .formatted(provider.issuer(), FakeProvider.CLIENT)
                }));
    Decision decision =
        ((Decision.Later) several.onRequest(browser.navigation("/_/plugin-authn/session")))
            .decision()
            .toCompletableFuture()
            .get();

    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Refuse.class,
            refusal -> {
              assertThat(refusal.code().status()).isEqualTo(401);
              assertThat(refusal.detail()).contains("There is no session");
              assertThat(refusal.headers())
                  .extracting(HeaderChange::name, HeaderChange::values)
                  .containsExactly(tuple("WWW-Authenticate", List.of("Bearer realm=\"Buntime\"")));
            });
  }

  @Test
  public void login_whenTheProviderKnowsNoClient_isNotThere() {
    AuthnPlugin without =
        new AuthnPlugin(
            context(), Map.of("provider", "oidc", "issuer", provider.issuer(), "audience", "api"));
    for (String page : List.of("login", "callback", "session")) {
      assertThat(without.onRequest(FakeRequest.navigation("/_/plugin-authn/" + page)))
          .isEqualTo(Decision.pass());
    }
    assertThat(without.onRequest(FakeRequest.navigation("/shop/").forApp()))
        .isInstanceOf(Decision.Refuse.class);
  }

  @Test
  public void options_ofALoginWithoutAClient_areRefused() {
    assertThatThrownBy(() ->
            new AuthnPlugin(
                context(),
                Map.of(
                    "provider", "apiKey",
                    "login.publicUrl", "https://apps.example.org")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("login needs a provider keycloak or oidc with a clientId");
    assertThatThrownBy(() -> plugin(Map.of("login.cookieSecrets", "x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("login.cookieSecrets is not a known key; did you mean cookieSecret?");
  }

  private FakeRequest app(String target) {
    return browser.navigation(target).forApp();
  }

  private static FakeResponse refusal(FakeRequest request) {
    FakeResponse response = new FakeResponse(request);
    response.setStatus(401);
    response.setHeader("WWW-Authenticate", "Basic realm=\"Buntime\"");
    return response;
  }

  private static Identity identity(Decision.Pass pass) {
    return Objects.requireNonNull(pass.identity());
  }

  private BundleContext context() {
    return (BundleContext)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {BundleContext.class},
            (_, _, arguments) ->
                "buntime.data".equals(arguments[0]) ? folder.getRoot().toString() : null);
  }
}
