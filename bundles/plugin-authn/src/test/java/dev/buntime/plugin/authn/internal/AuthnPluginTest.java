package dev.buntime.plugin.authn.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.buntime.credentials.PasswordHash;
import dev.buntime.plugin.Decision;
import dev.buntime.plugin.HeaderChange;
import dev.buntime.plugin.Identity;
import dev.buntime.plugin.authn.internal.token.MockProvider;
import dev.buntime.plugin.authn.internal.token.Outcome;
import dev.buntime.plugin.authn.internal.token.TestClock;
import dev.buntime.plugin.authn.internal.token.TokenForge;
import dev.buntime.runtime.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class AuthnPluginTest {
  private static final String SECRET = "a secret of enough bytes for HS256";
  private static final String HASH = PasswordHash.of("correct horse".toCharArray()).toString();
  private static final String KEY = "btk_" + "A".repeat(43);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final TestClock clock = new TestClock();
  private final List<AuthnPlugin> started = new ArrayList<>();
  private MockProvider mock;

  @Before
  public void start() throws Exception {
    mock = new MockProvider();
  }

  @After
  public void stop() {
    started.forEach(AuthnPlugin::stop);
    mock.close();
  }

  private AuthnPlugin plugin(Map<String, Object> more, Object... providers) {
    Map<String, Object> properties = new HashMap<>(more);
    String[] texts = new String[providers.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = TokenForge.json(providers[i]);
    }
    properties.put("providers", texts);
    AuthnPlugin plugin =
        new AuthnPlugin(AuthnOptions.of(properties), folder.getRoot().toPath(), clock);
    started.add(plugin);
    return plugin;
  }

  private AuthnPlugin all(Map<String, Object> more) {
    return plugin(more, oidc(), keycloak(), jwt(), Map.of("provider", "apiKey"), basic());
  }

  private Map<String, Object> oidc() {
    return Map.of("provider", "oidc", "issuer", mock.uri(), "audience", "runner");
  }

  private Map<String, Object> keycloak() {
    return Map.of(
        "provider", "keycloak", "issuer", mock.uri(), "realm", "demo", "audience", "runner");
  }

  private static Map<String, Object> jwt() {
    return Map.of("provider", "jwt", "issuer", "self", "secret", SECRET);
  }

  private static Map<String, Object> basic() {
    return Map.of(
        "provider",
        "basic",
        "users",
        List.of(
            Map.of("name", "grace", "password", HASH, "roles", List.of("ops", "buntime:viewer"))));
  }

  private static Decision decision(AuthnPlugin plugin, FakeRequest request) throws Exception {
    Decision decision = plugin.onRequest(request);
    return decision instanceof Decision.Later(var stage) ? Outcome.of(stage) : decision;
  }

  private static Identity identity(AuthnPlugin plugin, FakeRequest request) throws Exception {
    return decision(plugin, request) instanceof Decision.Pass pass && pass.identity() != null
        ? pass.identity()
        : Identity.of("nobody");
  }

  private static Decision.Refuse refusal(AuthnPlugin plugin, FakeRequest request) throws Exception {
    Decision decision = decision(plugin, request);
    assertThat(decision).isInstanceOf(Decision.Refuse.class);
    return (Decision.Refuse) decision;
  }

  private static String field(Decision.Refuse refusal, String name) {
    return String.join(
        ", ",
        refusal.headers().stream()
            .filter(each -> each.name().equals(name))
            .map(HeaderChange::values)
            .flatMap(List::stream)
            .toList());
  }

  private static FakeRequest app() {
    return FakeRequest.toApp("GET", "shop", "/cart");
  }

  private static String hs256(String subject) {
    TokenForge self = new TokenForge("self");
    return TokenForge.hmac(
        TokenForge.headerWith("alg", "HS256"),
        self.with("sub", subject),
        SECRET.getBytes(StandardCharsets.UTF_8));
  }

  private static String password(String name, String password) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  public void onRequest_whenThereIsNoCredential_isRefused() throws Exception {
    Decision.Refuse refusal = refusal(all(Map.of()), app());

    assertThat(refusal.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
    assertThat(field(refusal, "WWW-Authenticate"))
        .isEqualTo("Bearer realm=\"Buntime\", Basic realm=\"Buntime\", charset=\"UTF-8\"");
  }

  @Test
  public void onRequest_whenTheLoginIsOptional_passesWithoutButNotWithAWrongCredential()
      throws Exception {
    AuthnPlugin plugin = all(Map.of("optional", true));

    assertThat(decision(plugin, app())).isEqualTo(Decision.pass());
    assertThat(refusal(plugin, app().with("Authorization", "Bearer x")).code())
        .isEqualTo(ErrorCode.UNAUTHENTICATED);
    assertThat(refusal(plugin, app().with("Authorization", "Digest x")).code())
        .isEqualTo(ErrorCode.UNAUTHENTICATED);
    assertThat(refusal(plugin, app().with("Authorization", "")).code())
        .isEqualTo(ErrorCode.UNAUTHENTICATED);
    assertThat(refusal(plugin, app().with("X-API-Key", "x")).code())
        .isEqualTo(ErrorCode.UNAUTHENTICATED);
  }

  /** A client may fill it in from a variable that is not set. */
  @Test
  public void onRequest_whenAFieldForKeysOrTokensIsEmpty_isAsWithoutIt() throws Exception {
    Map<String, Object> own =
        Map.of("provider", "jwt", "secret", SECRET, "headerName", "X-Token", "tokenPrefix", "");
    for (String empty : List.of("", "  ")) {
      assertThat(decision(all(Map.of("optional", true)), app().with("X-API-Key", empty)))
          .isEqualTo(Decision.pass());
      assertThat(refusal(all(Map.of()), app().with("X-API-Key", empty)).detail())
          .contains("no credentials");
      assertThat(refusal(plugin(Map.of(), own), app().with("X-Token", empty)).detail())
          .contains("no credentials");
      assertThat(
              identity(
                      all(Map.of()),
                      app()
                          .with("Authorization", "Bearer " + hs256("eve"))
                          .with("X-API-Key", empty))
                  .sub())
          .isEqualTo("eve");
    }
  }

  @Test
  public void onRequest_whenThereIsAToken_givesItToTheProviderOfItsIssuer() throws Exception {
    AuthnPlugin plugin = all(Map.of());

    assertThat(identity(plugin, app().with("Authorization", "Bearer " + hs256("eve"))).sub())
        .isEqualTo("eve");
    assertThat(
            identity(
                    plugin,
                    app().with("Authorization", "bearer  " + new TokenForge(mock.uri()).good()))
                .sub())
        .isEqualTo("ada");
    assertThat(
            identity(
                    plugin,
                    app().with("authorization", "BEARER " + new TokenForge(mock.realm()).good()))
                .sub())
        .isEqualTo("ada");
  }

  @Test
  public void onRequest_whenATokenNamesAnotherIssuerThanItsKey_isRefused() throws Exception {
    TokenForge oidc = new TokenForge(mock.uri());
    String token =
        TokenForge.hmac(
            TokenForge.headerWith("alg", "HS256"),
            oidc.claims(),
            SECRET.getBytes(StandardCharsets.UTF_8));

    Decision.Refuse refusal =
        refusal(all(Map.of()), app().with("Authorization", "Bearer " + token));

    assertThat(field(refusal, "WWW-Authenticate"))
        .contains("error=\"invalid_token\"")
        .contains("alg");
  }

  @Test
  public void onRequest_whenTheTokenIsPassedOn_keepsItAndHidesOthers() throws Exception {
    AuthnPlugin plugin = all(Map.of());
    Decision token = decision(plugin, app().with("Authorization", "Bearer " + hs256("eve")));
    Decision login =
        decision(plugin, app().with("Authorization", password("grace", "correct horse")));

    assertThat(((Decision.Pass) token).headers()).isEmpty();
    assertThat(((Decision.Pass) login).headers())
        .extracting(HeaderChange::name)
        .containsExactly("Authorization", "X-API-Key");
  }

  @Test
  public void onRequest_whenThereAreSeveralCredentials_isRefused() throws Exception {
    AuthnPlugin plugin = all(Map.of());

    for (FakeRequest request :
        List.of(
            app()
                .with("Authorization", "Bearer " + hs256("eve"))
                .with("Authorization", "Bearer " + hs256("eve")),
            app().with("Authorization", "Bearer " + hs256("eve")).with("X-API-Key", "btk_x"),
            app().with("Authorization", "Bearer " + hs256("eve")).with("X-API-Key", "of the app"),
            app().with("X-API-Key", "btk_x").with("X-API-Key", "btk_y"))) {
      assertThat(refusal(plugin, request).detail()).contains("one credential");
    }
  }

  @Test
  public void onRequest_whenAPasswordIsRight_knowsTheUser() throws Exception {
    AuthnPlugin plugin = all(Map.of());

    Identity grace =
        identity(plugin, app().with("Authorization", password("grace", "correct horse")));

    assertThat(grace.sub()).isEqualTo("grace");
    assertThat(grace.roles()).containsExactlyInAnyOrder("ops", "buntime:viewer");
    for (String wrong :
        List.of(
            password("grace", "wrong"),
            password("nobody", "correct horse"),
            "Basic !",
            "Basic",
            "Basic Z3JhY2U=",
            "Basic " + Base64.getEncoder().encodeToString(":x".getBytes(StandardCharsets.UTF_8)))) {
      assertThat(refusal(plugin, app().with("Authorization", wrong)).code())
          .as(wrong)
          .isEqualTo(ErrorCode.UNAUTHENTICATED);
    }
  }

  @Test
  public void onRequest_whenTooManyLoginsFail_hasThemWait() throws Exception {
    AuthnPlugin plugin = all(Map.of());
    for (int i = 0; i < 5; i++) {
      assertThat(refusal(plugin, app().with("Authorization", password("grace", "x" + i))).detail())
          .contains("the name or the password is wrong");
    }

    Decision.Refuse refusal =
        refusal(plugin, app().with("Authorization", password("grace", "correct horse")));

    assertThat(refusal.detail()).contains("too many logins have failed");
    assertThat(field(refusal, "Retry-After")).isNotEmpty();
  }

  @Test
  public void onRequest_whenThePathIsExcluded_looksAtNothing() throws Exception {
    AuthnPlugin plugin = all(Map.of("excludePaths", new String[] {"/shop/open/.*", "/a|/b"}));

    assertThat(decision(plugin, FakeRequest.toApp("GET", "shop", "/open/x")))
        .isEqualTo(Decision.pass());
    assertThat(
            decision(
                plugin,
                FakeRequest.toApp("GET", "shop", "/open/x").with("Authorization", "Bearer wrong")))
        .isEqualTo(Decision.pass());
    for (FakeRequest request :
        List.of(
            FakeRequest.toApp("GET", "shop", "/x/shop/open/x"),
            FakeRequest.toApp("GET", "shop", "/open"),
            FakeRequest.typed("/a/secret", "a", "/secret"),
            FakeRequest.typed("/shop/open/../cart", "shop", "/cart"),
            FakeRequest.typed("/shop/open/%2e%2e/cart", "shop", "/cart"),
            FakeRequest.typed("/shop/open/..;/cart", "shop", "/cart"),
            FakeRequest.typed("/shop//open/x", "shop", "//open/x"))) {
      assertThat(refusal(plugin, request).code())
          .as(request.path())
          .isEqualTo(ErrorCode.UNAUTHENTICATED);
    }
  }

  @Test
  public void onRequest_whenThePathIsExcluded_hidesWhatLetsSomebodyIn() throws Exception {
    AuthnPlugin plugin = all(Map.of("excludePaths", new String[] {"/shop/open/.*"}));

    assertThat(hidden(plugin, "X-API-Key", KEY)).containsExactly("X-API-Key");
    assertThat(hidden(plugin, "Authorization", "Bearer " + KEY)).containsExactly("Authorization");
    assertThat(hidden(plugin, "Authorization", password("grace", "correct horse")))
        .containsExactly("Authorization");
    for (String other :
        List.of("Bearer x", "Digest x", "Basic !", password("of-the-app", "x"), "Basic eA==")) {
      assertThat(hidden(plugin, "Authorization", other)).as(other).isEmpty();
    }
    assertThat(hidden(plugin, "X-API-Key", "of the app")).isEmpty();
  }

  private static List<String> hidden(AuthnPlugin plugin, String name, String value)
      throws Exception {
    FakeRequest request = FakeRequest.toApp("GET", "shop", "/open/x").with(name, value);
    return ((Decision.Pass) decision(plugin, request))
        .headers().stream().map(HeaderChange::name).toList();
  }

  @Test
  public void onRequest_whenAPatternIsCatastrophic_isFast() throws Exception {
    AuthnPlugin plugin = all(Map.of("excludePaths", new String[] {"/(a+)+b", "/(x|x)*y"}));
    long before = System.nanoTime();

    assertThat(refusal(plugin, FakeRequest.toApp("GET", "a".repeat(8000), "")).code()).isNotNull();

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  public void onRequest_whenTheRouteIsPublic_passesOnlyWithoutAWrongCredential() throws Exception {
    AuthnPlugin plugin = all(Map.of("publicRoutes.shop", new String[] {"GET /public/**"}));

    assertThat(decision(plugin, FakeRequest.toApp("GET", "shop", "/public/x")))
        .isEqualTo(Decision.pass());
    assertThat(refusal(plugin, FakeRequest.toApp("POST", "shop", "/public/x")).code()).isNotNull();
    assertThat(refusal(plugin, FakeRequest.toApp("GET", "other", "/public/x")).code()).isNotNull();
    assertThat(
            refusal(
                    plugin,
                    FakeRequest.toApp("GET", "shop", "/public/x")
                        .with("Authorization", "Bearer wrong"))
                .code())
        .isNotNull();
    assertThat(
            identity(
                    plugin,
                    FakeRequest.toApp("GET", "shop", "/public/x")
                        .with("Authorization", "Bearer " + hs256("eve")))
                .sub())
        .isEqualTo("eve");
    assertThat(refusal(plugin, FakeRequest.typed("/shop/public/../cart", "shop", "/cart")).code())
        .isNotNull();
  }

  @Test
  public void onRequest_whenTheRunnersOwnPath_alwaysPasses() throws Exception {
    AuthnPlugin plugin = all(Map.of());
    FakeRequest console = FakeRequest.toRunner("GET", "/_/console");

    assertThat(decision(plugin, console)).isEqualTo(Decision.pass());
    for (String credential :
        List.of(password("admin", "local"), password("grace", "no"), "Bearer x", "Digest x")) {
      assertThat(
              decision(
                  plugin,
                  FakeRequest.toRunner("GET", "/_/console").with("Authorization", credential)))
          .as(credential)
          .isEqualTo(Decision.pass());
    }
    Decision known =
        decision(
            plugin,
            FakeRequest.toRunner("GET", "/_/console")
                .with("Authorization", password("grace", "correct horse")));
    assertThat(((Decision.Pass) known).headers()).isEmpty();
    assertThat(((Decision.Pass) known).identity()).isNotNull();
  }

  @Test
  public void onRequest_whenAnAppIsReachedByAPathThatLooksLikeTheRunners_isRefused()
      throws Exception {
    AuthnPlugin plugin = all(Map.of());

    for (String path : List.of("/_/../shop/cart", "/_/%2e%2e/shop/cart", "/_/;/../shop/cart")) {
      assertThat(refusal(plugin, FakeRequest.typed(path, "shop", "/cart")).code())
          .as(path)
          .isEqualTo(ErrorCode.UNAUTHENTICATED);
    }
    assertThat(refusal(plugin, FakeRequest.toRunner("GET", "/")).code()).isNotNull();
    assertThat(refusal(plugin, FakeRequest.toRunner("GET", "/nothing")).code()).isNotNull();
  }

  @Test
  public void onRequest_whenThePathOfTheRunnerHasParameters_passesAsWithout() throws Exception {
    AuthnPlugin plugin = all(Map.of());

    for (String path : List.of("/_/plugins;x", "/_;a=b/plugins", "/_/plugin-authn/well-known;x")) {
      assertThat(decision(plugin, FakeRequest.toRunner("GET", path)))
          .as(path)
          .isEqualTo(Decision.pass());
    }
    for (String path :
        List.of("/_/..;/", "/_/../nothing", "/;/_/x", "/_%2fx", "/_/%2e%2e", "/_x/;", "/_/%3b")) {
      assertThat(refusal(plugin, FakeRequest.toRunner("GET", path)).code())
          .as(path)
          .isEqualTo(ErrorCode.UNAUTHENTICATED);
    }
  }

  @Test
  public void onRequest_whenTheLocalAdminComesToAnApp_isRefusedWithoutAWait() throws Exception {
    AuthnPlugin plugin = all(Map.of());
    for (int i = 0; i < 10; i++) {
      assertThat(refusal(plugin, app().with("Authorization", password("admin", "x" + i))).detail())
          .contains("known to the management plane alone");
    }

    assertThat(
            identity(plugin, app().with("Authorization", password("grace", "correct horse"))).sub())
        .isEqualTo("grace");
  }

  @Test
  public void onRequest_whenAUserOfThePluginHasToWait_doesNotPassToTheRunner() throws Exception {
    AuthnPlugin plugin = all(Map.of());
    for (int i = 0; i < 5; i++) {
      assertThat(refusal(plugin, app().with("Authorization", password("grace", "x" + i))).code())
          .isEqualTo(ErrorCode.UNAUTHENTICATED);
    }

    Decision.Refuse refusal =
        refusal(
            plugin,
            FakeRequest.toRunner("GET", "/_/plugins")
                .with("Authorization", password("grace", "correct horse")));

    assertThat(refusal.detail()).contains("too many logins have failed");
    assertThat(
            decision(
                plugin,
                FakeRequest.toRunner("GET", "/_/plugins")
                    .with("Authorization", password("admin", "local"))))
        .as("the local admin does not wait here")
        .isEqualTo(Decision.pass());
  }

  @Test
  public void onRequest_whenTooManyPasswordsAreChecked_isNotReadyAndSaysWhy() throws Exception {
    AuthnPlugin plugin = all(Map.of());
    List<Decision.Refuse> busy = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      if (plugin.onRequest(app().with("Authorization", password("user" + i, "x")))
          instanceof Decision.Refuse refuse) {
        busy.add(refuse);
      }
    }

    assertThat(busy).isNotEmpty();
    assertThat(busy)
        .allSatisfy(each -> {
          assertThat(each.code()).isEqualTo(ErrorCode.NOT_READY);
          assertThat(each.detail()).contains("passwords").doesNotContain("provider");
          assertThat(field(each, "Retry-After")).isEqualTo("1");
        });
  }

  @Test
  public void onRequest_whenTheProviderDoesNotAnswer_isNotReady() throws Exception {
    mock.setStatus(500);

    Decision.Refuse refusal =
        refusal(
            all(Map.of()),
            app().with("Authorization", "Bearer " + new TokenForge(mock.uri()).good()));

    assertThat(refusal.code()).isEqualTo(ErrorCode.NOT_READY);
    assertThat(field(refusal, "Retry-After")).isEqualTo("5");
  }

  @Test
  public void onRequest_whenAskedWhatItIs_tellsNoSecret() throws Exception {
    Decision answer =
        decision(all(Map.of()), FakeRequest.toRunner("GET", "/_/plugin-authn/well-known"));

    String body = new String(((Decision.Answer) answer).body(), StandardCharsets.UTF_8);
    assertThat(new ObjectMapper().readTree(body).path("issuer").asText()).isEqualTo(mock.uri());
    assertThat(new ObjectMapper().readTree(body).path("providers")).hasSize(5);
    assertThat(body).doesNotContain(SECRET).doesNotContain("grace");
    assertThat(
            ((Decision.Answer)
                    decision(
                        all(Map.of()), FakeRequest.toRunner("POST", "/_/plugin-authn/well-known")))
                .status())
        .isEqualTo(405);
  }

  @Test
  public void onRequest_whenAnApiKeyIsUnknown_isRefused() throws Exception {
    AuthnPlugin plugin = all(Map.of());

    for (FakeRequest request :
        List.of(
            app().with("X-API-Key", KEY),
            app().with("X-API-Key", "x"),
            app().with("Authorization", "Bearer " + KEY))) {
      assertThat(refusal(plugin, request).detail()).contains("no such API key");
    }
  }

  @Test
  public void onRequest_whenNobodyLooksIntoAuthorization_leavesItToTheApp() throws Exception {
    Map<String, Object> own =
        Map.of("provider", "jwt", "secret", SECRET, "headerName", "X-Token", "tokenPrefix", "");
    AuthnPlugin plugin = plugin(Map.of(), own);

    assertThat(
            identity(
                    plugin, app().with("Authorization", "Basic eDp5").with("X-Token", hs256("eve")))
                .sub())
        .isEqualTo("eve");
    assertThat(refusal(plugin, app().with("Authorization", "Basic eDp5")).detail())
        .contains("no credentials");
  }

  @Test
  public void introspect_whenTheTokenHolds_tellsOfIt() throws Exception {
    AuthnPlugin plugin = all(Map.of());

    Map<String, Object> members = Outcome.of(plugin.introspect(hs256("eve")));

    assertThat(members)
        .containsEntry("active", true)
        .containsEntry("sub", "eve")
        .containsKey("exp");
    assertThat(Outcome.of(plugin.introspect("x"))).isEqualTo(Map.of("active", false));
    assertThat(Outcome.of(plugin.introspect(KEY))).isEqualTo(Map.of("active", false));
  }

  @Test
  public void stop_whenThereAreApiKeys_leavesNoFileThatOthersRead() throws Exception {
    all(Map.of()).stop();

    Path keys = folder.getRoot().toPath().resolve("keys.json");
    assertThat(Files.exists(keys)).as("nothing was made, so nothing is written").isFalse();
  }
}
