package dev.buntime.plugin.authn.internal.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** Every attack against every kind of provider. */
@RunWith(Parameterized.class)
public class AttackVectorsTest {
  private static MockProvider mock;
  private static HttpFetch fetch;
  private static OpenIdProvider any;
  private static OpenIdProvider keycloak;

  private final Kind kind;
  private final Function<TokenForge, String> vector;

  /** Whose tokens they are. */
  enum Kind {
    STATIC,
    OIDC,
    KEYCLOAK
  }

  public AttackVectorsTest(Kind kind, String name, Function<TokenForge, String> vector) {
    assertThat(name).isNotEmpty();
    this.kind = kind;
    this.vector = vector;
  }

  @Parameters(name = "{0}: {1}")
  public static List<Object[]> vectors() {
    List<Object[]> all = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      AttackVectors.ALL.forEach((name, vector) -> all.add(new Object[] {kind, name, vector}));
    }
    return all;
  }

  @BeforeClass
  public static void startProvider() throws Exception {
    mock = new MockProvider();
    fetch = new HttpFetch(Duration.ofSeconds(30));
    any = provider(OpenIdProvider.Kind.ANY, mock.uri());
    keycloak = provider(OpenIdProvider.Kind.KEYCLOAK, mock.realm());
  }

  @AfterClass
  public static void stopProvider() {
    fetch.close();
    mock.close();
  }

  private static OpenIdProvider provider(OpenIdProvider.Kind kind, String issuer) {
    return new OpenIdProvider(
        kind,
        Rules.of(issuer, Set.copyOf(Algorithms.PUBLIC)),
        "runner",
        false,
        Duration.ofHours(1),
        Duration.ofSeconds(30),
        fetch,
        new TestClock());
  }

  private String issuer() {
    return kind == Kind.OIDC ? mock.uri() : kind == Kind.KEYCLOAK ? mock.realm() : "self";
  }

  private TokenVerifier verifier() {
    return switch (kind) {
      case OIDC -> any.accessTokens();
      case KEYCLOAK -> keycloak.accessTokens();
      case STATIC ->
          JwsVerifier.of(
              StaticKeys.publicKeys(TokenForge.jwks()),
              Rules.of("self", Set.copyOf(Algorithms.PUBLIC)),
              new TestClock());
    };
  }

  @Test
  public void verify_whenItIsAnAttack_isRefused() throws Exception {
    TokenForge forge = new TokenForge(issuer());
    assertThat(Outcome.of(verifier().verify(forge.good())).subject()).isEqualTo("ada");

    Throwable refusal = Outcome.failure(verifier().verify(vector.apply(forge)));

    assertThat(refusal).isInstanceOf(InvalidTokenException.class);
    assertThat(refusal.getMessage()).matches("[\\x20-\\x7e&&[^\"\\\\]]{1,200}");
  }

  /** Rules for tests. */
  static final class Rules {
    private Rules() {}

    static TokenRules of(String issuer, Set<String> algorithms) {
      return new TokenRules(
          issuer,
          Set.of(TokenForge.AUDIENCE),
          Set.of(),
          algorithms,
          TokenRules.ACCESS_TYPES,
          Duration.ofMinutes(1),
          Map.of());
    }
  }
}
