package dev.buntime.plugin.authn.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.credentials.PasswordHash;
import dev.buntime.plugin.authn.internal.token.TokenForge;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.Test;

public class AuthnOptionsTest {
  private static final String HASH = PasswordHash.of("correct horse".toCharArray()).toString();

  private static AuthnOptions of(Object... pairs) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("service.pid", "plugin-authn");
    properties.put("service.ranking", 800);
    properties.put("component.name", "x");
    properties.put("buntime.plugin.name", "plugin-authn");
    for (int i = 0; i < pairs.length; i += 2) {
      properties.put((String) pairs[i], pairs[i + 1]);
    }
    return AuthnOptions.of(properties);
  }

  private static void assertRefused(String message, Object... pairs) {
    assertThatThrownBy(() -> of(pairs))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("plugins in buntime.jsonc, options of plugin-authn: ")
        .hasMessageContaining(message);
  }

  private static ProviderOptions.OpenId openId(Object... pairs) {
    return (ProviderOptions.OpenId) of(pairs).providers().getFirst();
  }

  @Test
  public void of_whenKeycloak_makesTheIssuerOfTheRealm() {
    ProviderOptions.OpenId keycloak =
        openId(
            "provider", "keycloak",
            "issuer", "https://id.example.com/",
            "realm", "demo",
            "clientId", "runner",
            "clientSecret", "hush");

    assertThat(keycloak.provider()).isEqualTo("keycloak");
    assertThat(keycloak.rules().issuer()).isEqualTo("https://id.example.com/realms/demo");
    assertThat(keycloak.rules().audiences()).containsExactly("runner");
    assertThat(keycloak.rules().authorizedParties()).containsExactly("runner");
    assertThat(keycloak.rules().clockSkew()).isEqualTo(Duration.ofMinutes(1));
    assertThat(keycloak.rules().algorithms()).contains("RS256", "EdDSA").doesNotContain("HS256");
    assertThat(keycloak.keysFresh()).isEqualTo(Duration.ofHours(1));
    assertThat(keycloak.carrier()).isEqualTo(TokenCarrier.BEARER);
    assertThat(keycloak.toString()).doesNotContain("hush");
  }

  @Test
  public void of_whenAllOptionsAreGiven_takesThem() {
    ProviderOptions.OpenId oidc =
        openId(
            "provider",
            "oidc",
            "issuer",
            "https://id.example.com",
            "audience",
            new String[] {"a", "b"},
            "algorithm",
            new String[] {"RS256", "ES256"},
            "clockSkew",
            5L,
            "requiredClaims.tenant",
            "x",
            "requiredClaims.https.level",
            new Long[] {1L, 2L},
            "headerName",
            "X-Token",
            "tokenPrefix",
            "",
            "jwksCacheTtl",
            60L);

    assertThat(oidc.rules().audiences()).containsExactlyInAnyOrder("a", "b");
    assertThat(oidc.rules().authorizedParties()).isEmpty();
    assertThat(oidc.rules().algorithms()).containsExactlyInAnyOrder("RS256", "ES256");
    assertThat(oidc.rules().clockSkew()).isEqualTo(Duration.ofSeconds(5));
    assertThat(oidc.rules().requiredClaims())
        .containsEntry("tenant", List.of("x"))
        .containsEntry("https.level", List.of(1.0, 2.0));
    assertThat(oidc.carrier()).isEqualTo(new TokenCarrier("X-Token", ""));
    assertThat(oidc.keysFresh()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  public void of_whenThereAreSeveralProviders_keepsTheirOrder() {
    AuthnOptions options =
        of(
            "providers",
            new String[] {
              "{\"provider\":\"apiKey\"}",
              "{\"provider\":\"jwt\",\"secret\":\"" + "s".repeat(64) + "\"}",
              TokenForge.json(
                  Map.of(
                      "provider",
                      "basic",
                      "users",
                      List.of(
                          Map.of(
                              "name", "ada", "password", HASH, "roles", List.of("buntime:admin")))))
            },
            "optional",
            true);

    assertThat(options.providers())
        .extracting(ProviderOptions::provider)
        .containsExactly("apiKey", "jwt", "basic");
    assertThat(options.optional()).isTrue();
    assertThat(((ProviderOptions.Basic) options.providers().get(2)).users())
        .singleElement()
        .satisfies(user -> {
          assertThat(user.identity().roles()).containsExactly("buntime:admin");
          assertThat(user.password().matches("correct horse".toCharArray())).isTrue();
          assertThat(user.toString()).isEqualTo("ada");
        });
  }

  @Test
  public void of_whenUsersAreAtTopLevel_takesThem() {
    AuthnOptions options =
        of(
            "provider",
            "basic",
            "users",
            new String[] {TokenForge.json(Map.of("name", "ada", "password", HASH))});

    assertThat(options.providers()).hasSize(1);
  }

  @Test
  public void of_whenAKeyIsUnknown_namesTheNearest() {
    assertRefused(
        "did you mean audience?",
        "provider",
        "oidc",
        "issuer",
        "https://a.example",
        "audienze",
        "x");
    assertRefused("did you mean excludePaths?", "provider", "apiKey", "excludedPaths", "x");
    assertRefused(
        "did you mean secret?",
        "providers",
        new String[] {"{\"provider\":\"jwt\",\"sekret\":\"x\"}"});
  }

  @Test
  public void of_whenAKeyIsOfAnotherProvider_saysSo() {
    assertRefused(
        "realm is not an option of the provider apiKey", "provider", "apiKey", "realm", "a");
    assertRefused(
        "secret is not an option of the provider oidc",
        "provider",
        "oidc",
        "issuer",
        "https://a.example",
        "secret",
        "x");
  }

  @Test
  public void of_whenSomethingIsMissing_saysWhat() {
    assertRefused("either the options of one provider");
    assertRefused("has no option provider", "issuer", "https://a.example");
    assertRefused("needs the option issuer", "provider", "oidc", "clientId", "x");
    assertRefused(
        "needs the option realm", "provider", "keycloak", "issuer", "https://a", "clientId", "x");
    assertRefused("needs audience or clientId", "provider", "oidc", "issuer", "https://a.example");
    assertRefused("exactly one of secret", "provider", "jwt");
    assertRefused(
        "exactly one of secret", "provider", "jwt", "secret", "s".repeat(32), "publicKey", "x");
    assertRefused("needs the option users", "provider", "basic");
    assertRefused(
        "either the options of one provider",
        "provider",
        "apiKey",
        "providers",
        new String[] {"{\"provider\":\"apiKey\"}"});
  }

  @Test
  public void of_whenAValueIsWrong_saysWhatIsAllowed() {
    assertRefused("one of \"keycloak\"", "provider", "saml");
    assertRefused(
        "set allowHttp", "provider", "oidc", "issuer", "http://id.example", "clientId", "x");
    assertRefused(
        "without a query", "provider", "oidc", "issuer", "https://id.example?x", "clientId", "x");
    assertRefused(
        "0 (no difference)",
        "provider",
        "oidc",
        "issuer",
        "https://a",
        "clientId",
        "x",
        "clockSkew",
        601L);
    assertRefused(
        "10000 ms to 86400 s",
        "provider",
        "oidc",
        "issuer",
        "https://a",
        "clientId",
        "x",
        "jwksCacheTtl",
        1L);
    assertRefused(
        "algorithm is \"none\"",
        "provider",
        "oidc",
        "issuer",
        "https://a",
        "clientId",
        "x",
        "algorithm",
        "none");
    assertRefused(
        "algorithm is \"HS256\"",
        "provider",
        "oidc",
        "issuer",
        "https://a",
        "clientId",
        "x",
        "algorithm",
        "HS256");
    assertRefused(
        "algorithm is \"HS512\"",
        "provider",
        "jwt",
        "secret",
        "s".repeat(32),
        "algorithm",
        "HS512");
    assertRefused(
        "name of a header", "provider", "jwt", "secret", "s".repeat(32), "headerName", "a b");
    assertRefused(
        "name of a realm",
        "provider",
        "keycloak",
        "issuer",
        "https://a",
        "realm",
        "a/../b",
        "clientId",
        "x");
    assertRefused("regular expression", "provider", "apiKey", "excludePaths", new String[] {"("});
    assertRefused(
        "without back references", "provider", "apiKey", "excludePaths", new String[] {"(a)\\1"});
    assertRefused(
        "a path inside the app",
        "provider",
        "apiKey",
        "publicRoutes.shop",
        new String[] {"health"});
    assertRefused(
        "there twice",
        "providers",
        new String[] {"{\"provider\":\"apiKey\"}", "{\"provider\":\"apiKey\"}"});
  }

  @Test
  public void of_whenASecretIsWrong_doesNotRepeatIt() {
    for (Object secret : new Object[] {"hunter2", 12345678L, "", "   "}) {
      assertThatThrownBy(() -> of("provider", "jwt", "secret", secret))
          .hasMessageContaining("secret cannot be used")
          .hasMessageNotContaining("hunter2")
          .hasMessageNotContaining("12345678");
    }
    String user = TokenForge.json(Map.of("name", "ada", "password", "hunter2"));
    assertThatThrownBy(() -> of("provider", "basic", "users", new String[] {user}))
        .hasMessageContaining("bin/buntime userhash")
        .hasMessageNotContaining("hunter2");
    assertThatThrownBy(() -> of("providers", new String[] {"{\"secret\":\"hunter2\""}))
        .hasMessageContaining("providers is not a list of objects")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  public void of_whenAUserIsWrong_saysWhatIsAllowed() {
    assertUserRefused("admin is the local admin", Map.of("name", "admin", "password", HASH));
    assertUserRefused("without colon", Map.of("name", "a:b", "password", HASH));
    assertUserRefused("has no password", Map.of("name", "ada"));
    assertUserRefused("did you mean roles?", Map.of("name", "ada", "password", HASH, "rols", 1));
  }

  private static void assertUserRefused(String message, Map<String, Object> user) {
    assertRefused(message, "provider", "basic", "users", new String[] {TokenForge.json(user)});
  }
}
