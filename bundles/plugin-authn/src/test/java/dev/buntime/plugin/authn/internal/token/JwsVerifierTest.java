package dev.buntime.plugin.authn.internal.token;

import static dev.buntime.plugin.authn.internal.token.TokenForge.NOW;
import static dev.buntime.plugin.authn.internal.token.TokenForge.headerWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.Test;

public class JwsVerifierTest {
  private static final String SECRET =
      "a secret of enough bytes, of which there have to be 64 at the least";

  private final TestClock clock = new TestClock();
  private final TokenForge forge = new TokenForge("self");
  private final TokenVerifier verifier = verifier(TokenForge.jwks());

  private TokenVerifier verifier(String keys) {
    StaticKeys known = StaticKeys.publicKeys(keys);
    return JwsVerifier.of(known, AttackVectorsTest.Rules.of("self", known.algorithms()), clock);
  }

  private TokenVerifier withSecret(Set<String> algorithms) {
    return JwsVerifier.of(
        StaticKeys.secret(SECRET), AttackVectorsTest.Rules.of("self", algorithms), clock);
  }

  private String refusal(TokenVerifier by, String token) throws Exception {
    return String.valueOf(Outcome.failure(by.verify(token)).getMessage());
  }

  @Test
  public void verify_whenSignedWithAnyRsaAlgorithm_holds() throws Exception {
    for (String algorithm : List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")) {
      String token =
          TokenForge.signed(
              headerWith("alg", algorithm), forge.claims(), algorithm, TokenForge.RSA.getPrivate());
      assertThat(Outcome.of(verifier.verify(token)).subject()).as(algorithm).isEqualTo("ada");
    }
  }

  @Test
  public void verify_whenSignedWithEcOrEd25519_holds() throws Exception {
    Map<String, Object> ec = headerWith("alg", "ES256");
    ec.put("kid", "ec-1");
    Map<String, Object> ed = headerWith("alg", "EdDSA");
    ed.put("kid", "ed-1");

    String first = TokenForge.signed(ec, forge.claims(), "ES256", TokenForge.EC.getPrivate());
    String second = TokenForge.signed(ed, forge.claims(), "EdDSA", TokenForge.ED.getPrivate());

    assertThat(Outcome.of(verifier.verify(first)).subject()).isEqualTo("ada");
    assertThat(Outcome.of(verifier.verify(second)).subject()).isEqualTo("ada");
    assertThat(refusal(verifier, first.substring(0, first.length() - 4) + "AAAA"))
        .contains("signature");
    assertThat(refusal(verifier, second.substring(0, second.length() - 4) + "AAAA"))
        .contains("signature");
  }

  @Test
  public void verify_whenSignedWithTheSecret_holds() throws Exception {
    for (String algorithm : Algorithms.SECRET) {
      String token =
          TokenForge.hmac(
              headerWith("alg", algorithm),
              forge.claims(),
              SECRET.getBytes(StandardCharsets.UTF_8));
      assertThat(Outcome.of(withSecret(Set.copyOf(Algorithms.SECRET)).verify(token)).subject())
          .isEqualTo("ada");
    }
  }

  @Test
  public void verify_whenTheAlgorithmIsNotAllowed_isRefused() throws Exception {
    String token =
        TokenForge.hmac(
            headerWith("alg", "HS512"), forge.claims(), SECRET.getBytes(StandardCharsets.UTF_8));

    assertThat(refusal(withSecret(Set.of("HS256")), token)).contains("alg");
    assertThat(refusal(withSecret(Set.of("HS256")), forge.good())).contains("alg");
  }

  @Test
  public void verify_whenSignedWithAnotherSecret_isRefused() throws Exception {
    for (String secret : List.of("", " ", SECRET + " ", SECRET.substring(1))) {
      String token =
          TokenForge.hmac(
              headerWith("alg", "HS256"), forge.claims(), secret.getBytes(StandardCharsets.UTF_8));
      assertThat(refusal(withSecret(Set.of("HS256")), token)).contains("signature");
    }
  }

  @Test
  public void verify_whenTheKeyIsPem_takesAnyKeyId() throws Exception {
    TokenVerifier pem = verifier(TokenForge.pem(TokenForge.RSA.getPublic()));

    assertThat(Outcome.of(pem.verify(forge.good())).subject()).isEqualTo("ada");
    assertThat(Outcome.of(pem.verify(TokenForge.rs256(headerWith("kid", "x"), forge.claims()))))
        .isNotNull();
  }

  @Test
  public void verify_whenThereIsNoKeyId_takesTheOnlyKeyThatFits() throws Exception {
    String token = TokenForge.rs256("{\"alg\":\"RS256\"}", TokenForge.json(forge.claims()));

    assertThat(Outcome.of(verifier.verify(token)).subject()).isEqualTo("ada");

    String two =
        TokenForge.json(
            Map.of(
                "keys",
                List.of(
                    TokenForge.jwk("a", TokenForge.RSA.getPublic()),
                    TokenForge.jwk("b", TokenForge.OTHER_RSA.getPublic()))));
    assertThat(refusal(verifier(two), token)).contains("no key");
  }

  @Test
  public void verify_whenTheTypeIsOneOfAccessTokensOrMissing_holds() throws Exception {
    for (String type : List.of("JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt")) {
      String token = TokenForge.rs256(headerWith("typ", type), forge.claims());
      assertThat(Outcome.of(verifier.verify(token)).subject()).as(type).isEqualTo("ada");
    }
    Map<String, Object> bare = TokenForge.header();
    bare.remove("typ");
    assertThat(Outcome.of(verifier.verify(TokenForge.rs256(bare, forge.claims())))).isNotNull();
  }

  @Test
  public void verify_whenWithinTheSkew_holds() throws Exception {
    long now = NOW.getEpochSecond();
    for (Map<String, Object> claims :
        List.of(
            forge.with("exp", now - 59),
            forge.with("nbf", now + 60),
            forge.with("iat", now + 60),
            forge.without("nbf"),
            forge.without("iat"),
            forge.with("exp", now + 0.5))) {
      assertThat(Outcome.of(verifier.verify(forge.signed(claims)))).as("%s", claims).isNotNull();
    }
  }

  @Test
  public void verify_whenTimeHasPassed_isRefused() throws Exception {
    String token = forge.good();
    clock.pass(Duration.ofSeconds(359));
    assertThat(Outcome.of(verifier.verify(token))).isNotNull();

    clock.pass(Duration.ofSeconds(1));
    assertThat(refusal(verifier, token)).isEqualTo("the token has expired (exp)");
  }

  @Test
  public void verify_whenTheAudienceIsOneText_holds() throws Exception {
    assertThat(Outcome.of(verifier.verify(forge.signed(forge.with("aud", "runner"))))).isNotNull();
  }

  @Test
  public void verify_whenClaimsAreRequired_wantsOneOfTheirValues() throws Exception {
    TokenVerifier strict =
        JwsVerifier.of(
            StaticKeys.publicKeys(TokenForge.jwks()),
            new TokenRules(
                "self",
                Set.of(),
                Set.of(),
                Set.of("RS256"),
                TokenRules.ACCESS_TYPES,
                Duration.ZERO,
                Map.of("tenant", List.of("a", "b"), "level", List.of(2.0))),
            clock);
    Map<String, Object> claims = forge.with("tenant", List.of("x", "b"));
    claims.put("level", 2);

    assertThat(Outcome.of(strict.verify(forge.signed(claims)))).isNotNull();
    claims.put("level", 3);
    assertThat(refusal(strict, forge.signed(claims))).contains("level");
    claims.put("level", 2);
    claims.put("tenant", "c");
    assertThat(refusal(strict, forge.signed(claims))).contains("tenant");
    claims.remove("tenant");
    assertThat(refusal(strict, forge.signed(claims))).contains("tenant");
  }

  @Test
  public void verify_whenTheAuthorizedPartyIsAllowed_needsNoAudience() throws Exception {
    TokenVerifier client =
        JwsVerifier.of(
            StaticKeys.publicKeys(TokenForge.jwks()),
            new TokenRules(
                "self",
                Set.of("runner"),
                Set.of("runner"),
                Set.of("RS256"),
                TokenRules.ACCESS_TYPES,
                Duration.ZERO,
                Map.of()),
            clock);
    Map<String, Object> claims = forge.with("aud", "account");
    claims.put("azp", "runner");

    assertThat(Outcome.of(client.verify(forge.signed(claims)))).isNotNull();
    claims.put("azp", "other");
    assertThat(refusal(client, forge.signed(claims))).contains("aud");
  }

  @Test
  public void keys_whenTooWeakOrNoKeys_areRefusedWithoutRepeatingThem() throws Exception {
    KeyPairGenerator weak = KeyPairGenerator.getInstance("RSA");
    weak.initialize(1024);
    String pem = TokenForge.pem(weak.generateKeyPair().getPublic());

    assertThatThrownBy(() -> StaticKeys.publicKeys(pem)).hasMessageContaining("1024 bits");
    assertThatThrownBy(() -> StaticKeys.publicKeys("nothing")).hasMessageContaining("neither PEM");
    assertThatThrownBy(() -> StaticKeys.publicKeys("{\"keys\":[]}")).hasMessageContaining("no key");
    assertThatThrownBy(() -> StaticKeys.publicKeys("{\"kty\":\"RSA\",\"d\":\"AQ\"}"))
        .hasMessageContaining("private");
    assertThatThrownBy(() ->
            StaticKeys.publicKeys("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"))
        .hasMessageContaining("PRIVATE KEY");
    assertThatThrownBy(() -> StaticKeys.secret("   ")).hasMessageContaining("blank");
    assertThatThrownBy(() -> StaticKeys.secret("hunter2"))
        .hasMessageContaining("7 bytes")
        .hasMessageNotContaining("hunter2");
    assertThatThrownBy(() -> StaticKeys.secret(pem)).hasMessageContaining("publicKey");
  }

  @Test
  public void keys_whenTheSecretIsShort_doFewerAlgorithms() {
    assertThat(StaticKeys.secret("s".repeat(32)).algorithms()).containsExactly("HS256");
    assertThat(StaticKeys.secret("s".repeat(48)).algorithms())
        .containsExactlyInAnyOrder("HS256", "HS384");
  }

  @Test
  public void toString_ofAll_tellsNoSecret() throws Exception {
    VerifiedToken token = Outcome.of(verifier.verify(forge.good()));

    assertThat(token.toString()).doesNotContain("ada");
    assertThat(SignedToken.parse(forge.good()).toString()).doesNotContain("ey");
    assertThat(new Reply(200, "", "secret").toString()).doesNotContain("secret");
  }
}
