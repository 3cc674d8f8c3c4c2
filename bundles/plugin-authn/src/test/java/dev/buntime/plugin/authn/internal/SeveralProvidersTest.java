package dev.buntime.plugin.authn.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.credentials.PasswordHash;
import dev.buntime.plugin.Decision;
import dev.buntime.plugin.Identity;
import dev.buntime.plugin.authn.internal.token.MockProvider;
import dev.buntime.plugin.authn.internal.token.Outcome;
import dev.buntime.plugin.authn.internal.token.TestClock;
import dev.buntime.plugin.authn.internal.token.TokenForge;
import dev.buntime.runtime.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Several providers at once: tokens go to those that they can be of, in their order. */
public class SeveralProvidersTest {
  private static final String SECRET = "a secret of enough bytes for HS256";
  private static final String OTHER_SECRET = "another secret of enough bytes, for HS256";

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final TestClock clock = new TestClock();
  private final TokenForge self = new TokenForge("self");
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

  @SafeVarargs
  private AuthnPlugin plugin(Map<String, Object>... providers) {
    List<String> texts = new ArrayList<>();
    for (Map<String, Object> each : providers) {
      texts.add(TokenForge.json(each));
    }
    AuthnOptions options =
        AuthnOptions.of(Map.of("providers", texts.toArray(new String[0]), "optional", true));
    AuthnPlugin plugin = new AuthnPlugin(options, folder.getRoot().toPath(), clock);
    started.add(plugin);
    return plugin;
  }

  private static Map<String, Object> with(Map<String, Object> provider, String key, Object value) {
    Map<String, Object> more = new HashMap<>(provider);
    more.put(key, value);
    return more;
  }

  private static Map<String, Object> secret(String secret) {
    return Map.of("provider", "jwt", "secret", secret);
  }

  private static Map<String, Object> key(KeyPair pair) {
    return Map.of("provider", "jwt", "publicKey", TokenForge.pem(pair.getPublic()));
  }

  private static Map<String, Object> self(Map<String, Object> provider) {
    return with(provider, "issuer", "self");
  }

  private Map<String, Object> oidc(String audience) {
    return Map.of("provider", "oidc", "issuer", mock.uri(), "audience", audience);
  }

  private static String hs256(Map<String, Object> claims, String secret) {
    return TokenForge.hmac(
        TokenForge.headerWith("alg", "HS256"), claims, secret.getBytes(StandardCharsets.UTF_8));
  }

  private static String rs256(Map<String, Object> claims, KeyPair pair) {
    return TokenForge.signed(TokenForge.header(), claims, "RS256", pair.getPrivate());
  }

  private static FakeRequest bearer(String token) {
    return FakeRequest.toApp("GET", "shop", "/cart").with("Authorization", "Bearer " + token);
  }

  private static Decision decision(AuthnPlugin plugin, FakeRequest request) throws Exception {
    Decision decision = plugin.onRequest(request);
    return decision instanceof Decision.Later(var stage) ? Outcome.of(stage) : decision;
  }

  private static Identity accepted(AuthnPlugin plugin, String token) throws Exception {
    Decision decision = decision(plugin, bearer(token));
    assertThat(decision).isInstanceOf(Decision.Pass.class);
    return Objects.requireNonNull(((Decision.Pass) decision).identity());
  }

  private static String refused(AuthnPlugin plugin, String token) throws Exception {
    Decision.Refuse refusal = refusal(plugin, bearer(token));
    assertThat(refusal.code()).as(refusal.detail()).isEqualTo(ErrorCode.UNAUTHENTICATED);
    assertThat(Outcome.of(plugin.introspect(token))).isEqualTo(Map.of("active", false));
    return refusal.detail();
  }

  private static Decision.Refuse refusal(AuthnPlugin plugin, FakeRequest request) throws Exception {
    Decision decision = decision(plugin, request);
    assertThat(decision).isInstanceOf(Decision.Refuse.class);
    return (Decision.Refuse) decision;
  }

  @Test
  public void tokens_ofTwoKeysWithoutIssuer_areBothTaken() throws Exception {
    AuthnPlugin plugin = plugin(secret(SECRET), secret(OTHER_SECRET), key(TokenForge.RSA));

    for (String token :
        List.of(
            hs256(self.with("sub", "eve"), SECRET),
            hs256(self.with("sub", "eve"), OTHER_SECRET),
            rs256(self.with("sub", "eve"), TokenForge.RSA))) {
      assertThat(accepted(plugin, token).sub()).isEqualTo("eve");
      assertThat(Outcome.of(plugin.introspect(token))).containsEntry("sub", "eve");
    }
    assertThat(refused(plugin, rs256(self.claims(), TokenForge.OTHER_RSA)))
        .contains("signature of the token is wrong");
  }

  @Test
  public void tokens_ofOneIssuerWithTwoKeysOrTwoAudiences_areTaken() throws Exception {
    AuthnPlugin keys = plugin(self(key(TokenForge.RSA)), self(key(TokenForge.OTHER_RSA)));
    AuthnPlugin audiences = plugin(oidc("api"), oidc("runner"));
    String good = new TokenForge(mock.uri()).good();

    assertThat(accepted(keys, rs256(self.claims(), TokenForge.OTHER_RSA)).sub()).isEqualTo("ada");
    assertThat(accepted(audiences, good).sub()).isEqualTo("ada");
    assertThat(Outcome.of(audiences.introspect(good))).containsEntry("active", true);
    assertThat(mock.keyRequests()).as("nobody but the one that it is for").isEqualTo(1);
  }

  /**
   * A provider without an issuer is no way around the one whose issuer it is, and none before it.
   */
  @Test
  public void tokens_whenTheFirstTakesThoseOfAnybody_stillGetToTheirProvider() throws Exception {
    AuthnPlugin plugin = plugin(secret(SECRET), oidc("runner"));
    TokenForge forge = new TokenForge(mock.uri());

    assertThat(accepted(plugin, forge.good()).sub()).isEqualTo("ada");
    assertThat(refused(plugin, forge.signed(forge.with("exp", 1)))).contains("expired (exp)");
    assertThat(refused(plugin, forge.signed(forge.with("aud", "other"))))
        .contains("for somebody else (aud)");
    assertThat(refused(plugin, rs256(forge.claims(), TokenForge.OTHER_RSA)))
        .contains("signature of the token is wrong");
  }

  @Test
  public void tokens_ofAnotherIssuerOrAudience_haveNoKeysFetched() throws Exception {
    AuthnPlugin plugin = plugin(oidc("runner"), self(secret(SECRET)));
    TokenForge forge = new TokenForge(mock.uri());

    assertThat(refused(plugin, new TokenForge("https://evil.example").good()))
        .contains("not from the issuer that is configured (iss)");
    assertThat(refused(plugin, forge.signed(forge.with("aud", "other")))).contains("(aud)");
    assertThat(refused(plugin, "x.y")).contains("three parts");
    assertThat(refused(plugin, rs256(self.claims(), TokenForge.RSA))).contains("alg");

    assertThat(mock.discoveries()).isZero();
    assertThat(mock.keyRequests()).isZero();
  }

  @Test
  public void tokens_whenTheProviderIsAway_areNotReadyUnlessAnotherTakesThem() throws Exception {
    mock.setStatus(500);
    TokenForge forge = new TokenForge(mock.uri());
    AuthnPlugin plugin =
        plugin(oidc("runner"), with(key(TokenForge.OTHER_RSA), "issuer", mock.uri()));

    assertThat(accepted(plugin, rs256(forge.claims(), TokenForge.OTHER_RSA)).sub())
        .isEqualTo("ada");
    assertThat(refusal(plugin, bearer(rs256(forge.claims(), TokenForge.RSA))).code())
        .isEqualTo(ErrorCode.NOT_READY);
    assertThat(refused(plugin, new TokenForge("https://evil.example").good())).contains("(iss)");
    assertThat(refused(plugin, forge.signed(forge.with("aud", "other"))))
        .as("it can be of the other one only, which says no")
        .contains("signature of the token is wrong");
  }

  @Test
  public void tokens_whenTheProviderHangs_waitForNobodyElse() throws Exception {
    mock.hold();
    TokenForge forge = new TokenForge(mock.uri());
    AuthnPlugin plugin =
        plugin(oidc("runner"), with(oidc("runner"), "audience", "account"), secret(SECRET));
    assertThat(accepted(plugin(secret(SECRET)), hs256(self.claims(), SECRET)).sub())
        .as("what verifies is loaded")
        .isEqualTo("ada");
    long begin = System.nanoTime();

    assertThat(accepted(plugin, hs256(self.claims(), SECRET)).sub()).isEqualTo("ada");
    assertThat(refusal(plugin, bearer(forge.good())).code()).isEqualTo(ErrorCode.NOT_READY);

    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .as("one patience for all")
        .isLessThan(Providers.PATIENCE.multipliedBy(2));
  }

  /** The public key of one is no secret of another one, whatever its form. */
  @Test
  public void token_signedWithThePublicKeyOfAnotherProvider_isRefused() throws Exception {
    String pem = TokenForge.pem(TokenForge.RSA.getPublic());
    String jwk = TokenForge.json(TokenForge.jwk(TokenForge.RSA_ID, TokenForge.RSA.getPublic()));
    byte[] der = TokenForge.RSA.getPublic().getEncoded();
    AuthnPlugin plugin =
        plugin(
            key(TokenForge.RSA), secret(SECRET), self(key(TokenForge.RSA)), self(secret(SECRET)));

    for (String key : List.of(pem, pem.strip(), jwk, Base64.getEncoder().encodeToString(der))) {
      assertThat(refused(plugin, hs256(self.claims(), key))).contains("signature");
    }
    assertThat(
            refused(
                plugin, TokenForge.hmac(TokenForge.headerWith("alg", "HS256"), self.claims(), der)))
        .contains("signature");
    for (String algorithm : List.of("none", "None", "RS256 ", "")) {
      assertThat(
              refused(
                  plugin,
                  TokenForge.unsigned(
                      TokenForge.headerWith("alg", algorithm), self.claims(), new byte[] {1})))
          .contains("alg");
    }
  }

  /** An id names a key of its own provider; another key of the same name is another key. */
  @Test
  public void tokens_whenTwoProvidersHaveTheSameKeyId_areOfTheOneWithTheirKey() throws Exception {
    Map<String, Object> first = jwks(TokenForge.OTHER_RSA);
    Map<String, Object> second = jwks(TokenForge.RSA);
    AuthnPlugin plugin =
        plugin(with(first, "issuer", "first"), with(second, "issuer", "second"), oidc("runner"));

    assertThat(
            accepted(plugin, rs256(new TokenForge("first").claims(), TokenForge.OTHER_RSA)).sub())
        .isEqualTo("ada");
    assertThat(accepted(plugin, rs256(new TokenForge("second").claims(), TokenForge.RSA)).sub())
        .isEqualTo("ada");
    assertThat(refused(plugin, rs256(new TokenForge("first").claims(), TokenForge.RSA)))
        .contains("signature of the token is wrong");
    assertThat(refused(plugin, rs256(new TokenForge(mock.uri()).claims(), TokenForge.OTHER_RSA)))
        .contains("signature of the token is wrong");
    assertThat(
            accepted(plugin(self(first), self(second)), rs256(self.claims(), TokenForge.RSA)).sub())
        .isEqualTo("ada");
  }

  private static Map<String, Object> jwks(KeyPair pair) {
    return Map.of(
        "provider",
        "jwt",
        "publicKey",
        TokenForge.json(TokenForge.jwk(TokenForge.RSA_ID, pair.getPublic())));
  }

  /** What one provider finds good is nothing that another one could use. */
  @Test
  public void token_whichOneFindsSignedAndAnotherAddressed_isRefused() throws Exception {
    AuthnPlugin plugin =
        plugin(
            with(self(key(TokenForge.RSA)), "audience", "api"),
            with(self(key(TokenForge.OTHER_RSA)), "audience", "runner"),
            with(key(TokenForge.OTHER_RSA), "requiredClaims", Map.of("tenant", "a")));

    assertThat(refused(plugin, rs256(self.with("aud", "runner"), TokenForge.RSA)))
        .as("signed by the first, for the second")
        .contains("signature");
    assertThat(refused(plugin, rs256(self.with("aud", "api"), TokenForge.OTHER_RSA)))
        .as("for the first, signed by the second; the third finds a claim missing")
        .contains("(tenant)");
  }

  /** The fault is the audience, but who does not look for keys because of it cannot know. */
  @Test
  public void token_ofOneOfTwoWithTheSameIssuerButNotItsAudience_hearsOfBoth() throws Exception {
    AuthnPlugin plugin =
        plugin(self(secret(SECRET)), with(self(secret(OTHER_SECRET)), "audience", "api"));

    assertThat(accepted(plugin, hs256(self.with("aud", "api"), OTHER_SECRET)).sub())
        .isEqualTo("ada");
    for (Map<String, Object> claims : List.of(self.without("aud"), self.with("aud", "other"))) {
      assertThat(refused(plugin, hs256(claims, OTHER_SECRET)))
          .contains("signature of the token is wrong, or the token is for somebody else (aud)");
    }
    assertThat(refused(plugin, hs256(self.with("aud", "api"), "x".repeat(40))))
        .contains("signature")
        .doesNotContain("(aud)");
  }

  /** A password is checked once, and counted once, whoever else looks into the same field. */
  @Test
  public void password_isShownToNobodyElseAndCountedOnce() throws Exception {
    Map<String, Object> basic =
        Map.of(
            "provider",
            "basic",
            "users",
            List.of(
                Map.of(
                    "name",
                    "grace",
                    "password",
                    PasswordHash.of("correct horse".toCharArray()).toString())));
    AuthnPlugin plugin =
        plugin(with(secret(SECRET), "tokenPrefix", "Basic"), basic, secret(OTHER_SECRET));

    for (int i = 0; i < 5; i++) {
      assertThat(refusal(plugin, password("x" + i)).detail())
          .as("try %d", i)
          .contains("the name or the password is wrong");
    }
    assertThat(refusal(plugin, password("correct horse")).detail())
        .contains("too many logins have failed");
    assertThat(
            refusal(
                    plugin,
                    FakeRequest.toApp("GET", "shop", "/cart")
                        .with("Authorization", "Basic " + hs256(self.claims(), SECRET)))
                .detail())
        .as("a token in the place of a password")
        .contains("Base64");
  }

  private static FakeRequest password(String password) {
    byte[] pair = ("grace:" + password).getBytes(StandardCharsets.UTF_8);
    return FakeRequest.toApp("GET", "shop", "/cart")
        .with("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
  }

  @Test
  public void token_whichNoProviderCanBeOf_isNobodyOnTheRunnersOwnPaths() throws Exception {
    AuthnPlugin plugin = plugin(oidc("api"), self(secret(SECRET)));
    String strange = new TokenForge(mock.uri()).good();

    assertThat(
            decision(
                plugin,
                FakeRequest.toRunner("GET", "/_/plugins")
                    .with("Authorization", "Bearer " + strange)))
        .isEqualTo(Decision.pass());
    assertThat(mock.discoveries()).isZero();
    assertThat(
            ((Decision.Pass)
                    decision(
                        plugin,
                        FakeRequest.toRunner("GET", "/_/plugins")
                            .with("Authorization", "Bearer " + hs256(self.claims(), SECRET))))
                .identity())
        .isNotNull();
  }
}
