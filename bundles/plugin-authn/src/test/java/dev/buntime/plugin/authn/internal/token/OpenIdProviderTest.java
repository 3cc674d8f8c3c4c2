package dev.buntime.plugin.authn.internal.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

public class OpenIdProviderTest {
  /** Long, so that a busy machine fails no test; where it matters there is a short one. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration SHORT = Duration.ofMillis(200);

  private final TestClock clock = new TestClock();
  private MockProvider mock;
  private HttpFetch fetch;
  private TokenForge forge;
  private OpenIdProvider provider;

  @Before
  public void start() throws Exception {
    mock = new MockProvider();
    fetch = new HttpFetch(PATIENCE);
    forge = new TokenForge(mock.uri());
    provider = provider(OpenIdProvider.Kind.ANY, mock.uri());
  }

  private OpenIdProvider provider(OpenIdProvider.Kind kind, String issuer) {
    return provider(kind, issuer, PATIENCE);
  }

  private OpenIdProvider provider(OpenIdProvider.Kind kind, String issuer, Duration patience) {
    return new OpenIdProvider(
        kind,
        AttackVectorsTest.Rules.of(issuer, Set.copyOf(Algorithms.PUBLIC)),
        "runner",
        false,
        Duration.ofHours(1),
        patience,
        fetch,
        clock);
  }

  @After
  public void stop() {
    fetch.close();
    mock.close();
  }

  private VerifiedToken verify(String token) throws Exception {
    return Outcome.of(provider.accessTokens().verify(token));
  }

  private Throwable refusal(String token) throws Exception {
    return Outcome.failure(provider.accessTokens().verify(token));
  }

  private String withKey(String id) {
    Map<String, Object> header = TokenForge.headerWith("kid", id);
    return TokenForge.rs256(header, forge.claims());
  }

  private static String keys(String... ids) {
    List<Object> keys = new ArrayList<>();
    for (String id : ids) {
      keys.add(TokenForge.jwk(id, TokenForge.RSA.getPublic()));
    }
    return TokenForge.json(Map.of("keys", keys));
  }

  @Test
  public void verify_whenAskedOften_fetchesOnce() throws Exception {
    List<CompletionStage<VerifiedToken>> stages = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      stages.add(provider.accessTokens().verify(forge.good()));
    }
    for (CompletionStage<VerifiedToken> stage : stages) {
      assertThat(Outcome.of(stage).subject()).isEqualTo("ada");
    }

    assertThat(mock.keyRequests()).isEqualTo(1);
    assertThat(mock.discoveries()).isEqualTo(1);
  }

  @Test
  public void verify_whenKeysAreRotated_takesTheNewOneAfterThePause() throws Exception {
    assertThat(verify(forge.good())).isNotNull();
    mock.setKeys(keys(TokenForge.RSA_ID, "rsa-2"));

    assertThat(refusal(withKey("rsa-2"))).isInstanceOf(InvalidTokenException.class);
    clock.pass(Duration.ofSeconds(10));
    assertThat(verify(withKey("rsa-2")).subject()).isEqualTo("ada");
    assertThat(mock.keyRequests()).isEqualTo(2);
  }

  @Test
  public void verify_whenFloodedWithUnknownKeyIds_asksOncePerPause() throws Exception {
    assertThat(verify(forge.good())).isNotNull();
    for (int second = 0; second < 30; second++) {
      clock.pass(Duration.ofSeconds(1));
      for (int i = 0; i < 10; i++) {
        assertThat(refusal(withKey("unknown-" + second + "-" + i)))
            .isInstanceOf(InvalidTokenException.class)
            .hasMessageContaining("kid");
      }
    }

    assertThat(mock.keyRequests()).isEqualTo(1 + 3);
    assertThat(verify(forge.good())).isNotNull();
  }

  @Test
  public void verify_whenAKeyIsRemoved_refusesItAfterTheRefresh() throws Exception {
    assertThat(verify(forge.good())).isNotNull();
    mock.setKeys(keys("rsa-2"));

    clock.pass(Duration.ofMinutes(4)); // it is still valid, and so are the keys
    assertThat(verify(forge.good())).isNotNull();
    assertThat(verify(withKey("rsa-2"))).isNotNull(); // which has them fetched
    assertThat(refusal(forge.good()))
        .isInstanceOf(InvalidTokenException.class)
        .hasMessageContaining("kid");
  }

  @Test
  public void verify_whenKeysAreOld_fetchesThemBehindTheBack() throws Exception {
    assertThat(verify(forge.good())).isNotNull();
    mock.setKeys(keys("rsa-2"));
    clock.pass(Duration.ofHours(1));
    TokenForge later = new TokenForge(mock.uri());
    String old = later.signed(later.with("exp", clock.instant().getEpochSecond() + 60));

    assertThat(verify(old)).isNotNull();
    org.awaitility.Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(refusal(old)).isInstanceOf(InvalidTokenException.class));
  }

  @Test
  public void verify_whenKeysAreVeryOld_fetchesThemBefore() throws Exception {
    assertThat(verify(forge.good())).isNotNull();
    mock.setKeys(keys("rsa-2"));
    clock.pass(Duration.ofHours(2));
    String old = forge.signed(forge.with("exp", clock.instant().getEpochSecond() + 60));

    assertThat(refusal(old)).isInstanceOf(InvalidTokenException.class);
  }

  @Test
  public void verify_whenTheProviderIsAway_keepsItsKeysForADay() throws Exception {
    assertThat(verify(forge.good())).isNotNull();
    mock.setStatus(503);

    clock.pass(Duration.ofHours(23));
    String next = forge.signed(forge.with("exp", clock.instant().getEpochSecond() + 7200));
    assertThat(verify(next)).isNotNull();
    clock.pass(Duration.ofHours(1));
    assertThat(refusal(next)).isInstanceOf(ProviderUnavailableException.class);

    mock.setStatus(200);
    clock.pass(Duration.ofSeconds(2));
    assertThat(verify(next)).isNotNull();
  }

  @Test
  public void verify_whenTheProviderWasNeverThere_triesAgainAfterAWhile() throws Exception {
    mock.setStatus(500);
    assertThat(refusal(forge.good())).isInstanceOf(ProviderUnavailableException.class);
    mock.setStatus(200);
    assertThat(refusal(forge.good())).isInstanceOf(ProviderUnavailableException.class);
    assertThat(mock.discoveries()).isEqualTo(1);

    clock.pass(Duration.ofSeconds(2));
    assertThat(verify(forge.good())).isNotNull();
  }

  @Test
  public void verify_whenTheProviderIsSlow_waitsNoLongerThanTheBound() throws Exception {
    mock.hold();
    TokenVerifier hasty = provider(OpenIdProvider.Kind.ANY, mock.uri(), SHORT).accessTokens();

    assertThat(Outcome.failure(hasty.verify(forge.good())))
        .isInstanceOf(ProviderUnavailableException.class)
        .hasMessageContaining("within 200 ms");

    mock.goOn(); // the fetch is still under way, and serves the next one
    org.awaitility.Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> assertThat(Outcome.of(hasty.verify(forge.good())).subject()).isEqualTo("ada"));
    assertThat(mock.keyRequests()).isEqualTo(1);
  }

  @Test
  public void get_whenTheAnswerTakesTooLong_isGivenUp() throws Exception {
    mock.hold();
    try (HttpFetch hasty = new HttpFetch(SHORT)) {
      assertThat(Outcome.failure(hasty.get(java.net.URI.create(mock.uri() + "/keys"))))
          .isInstanceOf(ProviderUnavailableException.class)
          .hasMessageContaining("did not answer within 200 ms");
    }
  }

  @Test
  public void verify_whenTheProviderIsSlowLater_doesNotWaitAtAll() throws Exception {
    assertThat(verify(forge.good())).isNotNull();
    mock.hold();
    clock.pass(Duration.ofHours(1));
    String next = forge.signed(forge.with("exp", clock.instant().getEpochSecond() + 60));

    assertThat(provider.accessTokens().verify(next).toCompletableFuture())
        .as("is there at once")
        .isCompleted();
  }

  /** A provider that hangs is no reason to refuse what is signed with a key that is known. */
  @Test
  public void verify_whenTheProviderHangsAndKeysAreOld_takesThemWithinTheBound() throws Exception {
    Duration bound = Duration.ofSeconds(4); // half of it is waited
    try (HttpFetch hasty = new HttpFetch(bound)) {
      fetch.close();
      fetch = hasty;
      TokenVerifier tokens = provider(OpenIdProvider.Kind.ANY, mock.uri(), bound).accessTokens();
      assertThat(Outcome.of(tokens.verify(forge.good()))).isNotNull();
      mock.hold();
      clock.pass(Duration.ofHours(23)); // discovery is old too, so that two answers are missing
      String next = forge.signed(forge.with("exp", clock.instant().getEpochSecond() + 9999));

      List<CompletionStage<VerifiedToken>> all = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        all.add(tokens.verify(next));
      }
      for (CompletionStage<VerifiedToken> each : all) {
        assertThat(Outcome.of(each).subject()).isEqualTo("ada");
      }
    }
  }

  @Test
  public void verify_whenTheProviderIsAwayAndKeysAreOld_doesNotWaitAgain() throws Exception {
    assertThat(verify(forge.good())).isNotNull();
    mock.setStatus(500);
    clock.pass(Duration.ofHours(3));
    String next = forge.signed(forge.with("exp", clock.instant().getEpochSecond() + 9999));
    assertThat(verify(next)).isNotNull();

    mock.hold();
    clock.pass(Duration.ofSeconds(5));

    assertThat(provider.accessTokens().verify(next).toCompletableFuture())
        .as("is there at once")
        .isCompleted();
  }

  @Test
  public void verify_whenTheKeysAreTooLong_isUnavailable() throws Exception {
    mock.setKeys("{\"keys\":[],\"x\":\"" + "x".repeat(HttpFetch.MAX_BYTES) + "\"}");

    assertThat(refusal(forge.good()))
        .isInstanceOf(ProviderUnavailableException.class)
        .hasMessageContaining("longer than");
  }

  @Test
  public void verify_whenTheKeysAreRedirected_doesNotFollow() throws Exception {
    mock.setMetadata(Map.of("jwks_uri", mock.uri() + "/moved"));

    assertThat(refusal(forge.good()))
        .isInstanceOf(ProviderUnavailableException.class)
        .hasMessageContaining("302");
  }

  @Test
  public void verify_whenTheKeysAreOnAnotherMachineWithoutTls_isUnavailable() throws Exception {
    for (String uri :
        List.of("http://keys.example/", "ftp://127.0.0.1/", "file:///etc/passwd", "x")) {
      mock.setMetadata(Map.of("jwks_uri", uri));
      assertThat(refusal(forge.good()))
          .as(uri)
          .isInstanceOf(ProviderUnavailableException.class)
          .hasMessageContaining("jwks_uri");
      clock.pass(Duration.ofSeconds(2));
    }
  }

  @Test
  public void metadata_whenOfAnotherIssuer_isUnavailable() throws Exception {
    mock.setMetadata(Map.of("issuer", "https://evil.example"));

    assertThat(Outcome.failure(provider.metadata()))
        .isInstanceOf(ProviderUnavailableException.class)
        .hasMessageContaining("correct the option issuer");
  }

  @Test
  public void metadata_whenThere_hasAllEndpoints() throws Exception {
    Map<String, Object> members = new HashMap<>();
    members.put("authorization_endpoint", mock.uri() + "/auth");
    members.put("token_endpoint", mock.uri() + "/token");
    members.put("end_session_endpoint", mock.uri() + "/end");
    members.put("authorization_response_iss_parameter_supported", true);
    members.put("id_token_signing_alg_values_supported", List.of("RS256"));
    mock.setMetadata(members);

    ProviderMetadata metadata = Outcome.of(provider.metadata());

    assertThat(metadata.issuer()).isEqualTo(mock.uri());
    assertThat(metadata.authorizationEndpoint()).hasToString("Optional[" + mock.uri() + "/auth]");
    assertThat(metadata.introspectionEndpoint()).isEmpty();
    assertThat(metadata.responseHasIssuer()).isTrue();
    assertThat(metadata.idTokenAlgorithms()).containsExactly("RS256");
  }

  @Test
  public void idTokens_whenTheNonceIsAnother_isRefused() throws Exception {
    String token = forge.signed(forge.with("nonce", "n1"));

    assertThat(Outcome.of(provider.idTokens("n1").verify(token)).subject()).isEqualTo("ada");
    assertThat(Outcome.failure(provider.idTokens("n2").verify(token)))
        .isInstanceOf(InvalidTokenException.class)
        .hasMessageContaining("nonce");
    assertThat(Outcome.failure(provider.idTokens("n1").verify(forge.good())))
        .isInstanceOf(InvalidTokenException.class);
  }

  @Test
  public void keycloak_whenItIsAnAccessToken_hasTheRolesOfRealmAndOwnClient() throws Exception {
    TokenForge realm = new TokenForge(mock.realm());
    Map<String, Object> claims =
        realm.with("realm_access", Map.of("roles", List.of("user", "buntime:admin")));
    claims.put(
        "resource_access",
        Map.of(
            "shop",
            Map.of("roles", List.of("buyer")),
            "account",
            Map.of("roles", List.of("user")),
            "runner",
            Map.of("roles", List.of("own"))));

    VerifiedToken token =
        Outcome.of(
            provider(OpenIdProvider.Kind.KEYCLOAK, mock.realm())
                .accessTokens()
                .verify(realm.signed(claims)));

    assertThat(TokenIdentity.of(token).roles())
        .containsExactlyInAnyOrder("user", "shop:buyer", "account:user", "own");
    assertThat(TokenIdentity.of(token).name()).isEqualTo("Ada");
  }

  @Test
  public void keycloak_whenThereIsNullAmongTheRoles_leavesItOut() throws Exception {
    TokenForge realm = new TokenForge(mock.realm());
    TokenVerifier keycloak = provider(OpenIdProvider.Kind.KEYCLOAK, mock.realm()).accessTokens();
    Map<String, Object> claims = realm.with("realm_access", roles(Arrays.asList("user", null)));
    Map<String, Object> clients = new HashMap<>();
    clients.put("a", null);
    clients.put("b", roles(null));
    clients.put("c", roles(Arrays.asList(null, "buyer")));
    claims.put("resource_access", clients);

    assertThat(TokenIdentity.of(Outcome.of(keycloak.verify(realm.signed(claims)))).roles())
        .containsExactlyInAnyOrder("user", "c:buyer");
    for (String claim : List.of("realm_access", "resource_access")) {
      Map<String, Object> without = realm.claims();
      without.put(claim, null);
      assertThat(TokenIdentity.of(Outcome.of(keycloak.verify(realm.signed(without)))).roles())
          .as(claim)
          .isEmpty();
    }
  }

  private static Map<String, Object> roles(@Nullable List<@Nullable String> roles) {
    Map<String, Object> access = new HashMap<>();
    access.put("roles", roles);
    return access;
  }

  @Test
  public void accessTokens_whenItIsAnIdToken_refuseIt() throws Exception {
    for (String claim : List.of("nonce", "at_hash", "c_hash")) {
      assertThat(refusal(forge.signed(forge.with(claim, "x"))))
          .isInstanceOf(InvalidTokenException.class)
          .hasMessage("the token is an ID token and no access token (" + claim + ")");
    }
  }

  @Test
  public void keycloak_whenItIsAnotherToken_isRefused() throws Exception {
    TokenForge realm = new TokenForge(mock.realm());
    TokenVerifier keycloak = provider(OpenIdProvider.Kind.KEYCLOAK, mock.realm()).accessTokens();
    for (Object type : List.of("ID", "Refresh", "Logout", "", 1)) {
      assertThat(Outcome.failure(keycloak.verify(realm.signed(realm.with("typ", type)))))
          .as("%s", type)
          .isInstanceOf(InvalidTokenException.class);
    }
    assertThat(Outcome.failure(keycloak.verify(realm.signed(realm.without("typ")))))
        .isInstanceOf(InvalidTokenException.class)
        .hasMessageContaining("Bearer");
  }

  @Test
  public void keycloak_whenSignedWithEc_holds() throws Exception {
    TokenForge realm = new TokenForge(mock.realm());
    Map<String, Object> header = TokenForge.headerWith("alg", "ES256");
    header.put("kid", "ec-1");

    String token = TokenForge.signed(header, realm.claims(), "ES256", TokenForge.EC.getPrivate());

    assertThat(
            Outcome.of(
                    provider(OpenIdProvider.Kind.KEYCLOAK, mock.realm())
                        .accessTokens()
                        .verify(token))
                .subject())
        .isEqualTo("ada");
  }
}
