package dev.buntime.plugin.authn.internal.login;

import dev.buntime.plugin.Decision;
import dev.buntime.plugin.authn.internal.token.HttpFetch;
import dev.buntime.plugin.authn.internal.token.OpenIdProvider;
import dev.buntime.plugin.authn.internal.token.TokenIdentity;
import dev.buntime.plugin.authn.internal.token.TokenRules;
import dev.buntime.runtime.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.rules.ExternalResource;
import org.junit.rules.TemporaryFolder;

/** A provider and logins at it. */
final class LoginRule extends ExternalResource {
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final Duration SHORT = Duration.ofSeconds(3);
  private static final Duration SHORTER = Duration.ofSeconds(1);

  private static final String SECRET = "0123456789abcdef0123456789abcdef";

  static {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(30)); // others use the machine, too
  }

  final FakeClock clock = new FakeClock();
  private final TemporaryFolder folder = new TemporaryFolder();
  private final HttpFetch http;
  private final Duration patience;
  private final FakeProvider provider = made(clock);

  private LoginRule(Duration limit, Duration patience) {
    this.patience = patience;
    http = new HttpFetch(limit);
  }

  /** Waits for the provider. */
  static LoginRule patient() {
    return new LoginRule(LONG, LONG);
  }

  /** Gives up what it asks the provider for soon, and has nobody give up before. */
  static LoginRule impatient() {
    return new LoginRule(SHORT, LONG);
  }

  /** Lets the provider take its time, but has nobody wait for it. */
  static LoginRule hurried() {
    return new LoginRule(LONG, SHORTER);
  }

  private static FakeProvider made(FakeClock clock) {
    try {
      return new FakeProvider(clock);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  protected void before() throws Throwable {
    folder.create();
  }

  @Override
  protected void after() {
    http.close();
    provider.close();
    folder.delete();
  }

  FakeProvider provider() {
    return provider;
  }

  Path keyFile() {
    return folder.getRoot().toPath().resolve("login.key");
  }

  BrowserLogin login() {
    return login(options(SECRET));
  }

  /** One that waits for the provider, with the same sessions. */
  BrowserLogin patientLogin() {
    return login(options(SECRET), FakeProvider.CLIENT, OpenIdProvider.Kind.ANY, Map.of(), LONG);
  }

  static LoginOptions options(String secret, String... previous) {
    return new LoginOptions(
        List.of(),
        Optional.of(secret),
        List.of(previous),
        List.of("openid", "profile"),
        LoginOptions.DEFAULT.limits(),
        LocalPath.ROOT);
  }

  static LoginOptions at(String... publicUrls) {
    return new LoginOptions(
        List.of(publicUrls).stream().map(url -> PublicOrigin.parse(url).orElseThrow()).toList(),
        Optional.of(SECRET),
        List.of(),
        List.of("openid", "profile"),
        LoginOptions.DEFAULT.limits(),
        LocalPath.ROOT);
  }

  BrowserLogin login(LoginOptions options) {
    return login(options, FakeProvider.CLIENT);
  }

  BrowserLogin login(LoginOptions options, String clientId) {
    return login(options, clientId, OpenIdProvider.Kind.ANY, Map.of());
  }

  /** At a provider that is a Keycloak. */
  BrowserLogin keycloakLogin() {
    return login(OpenIdProvider.Kind.KEYCLOAK, Map.of());
  }

  /** With claims that tokens must have. */
  BrowserLogin login(OpenIdProvider.Kind kind, Map<String, List<Object>> requiredClaims) {
    return login(options(SECRET), FakeProvider.CLIENT, kind, requiredClaims);
  }

  private BrowserLogin login(
      LoginOptions options,
      String clientId,
      OpenIdProvider.Kind kind,
      Map<String, List<Object>> requiredClaims) {
    return login(options, clientId, kind, requiredClaims, patience);
  }

  private BrowserLogin login(
      LoginOptions options,
      String clientId,
      OpenIdProvider.Kind kind,
      Map<String, List<Object>> requiredClaims,
      Duration longestWait) {
    TokenRules rules =
        new TokenRules(
            provider.issuer(),
            Set.of(clientId),
            Set.of(),
            Set.of("RS256"),
            TokenRules.ACCESS_TYPES,
            Duration.ZERO,
            requiredClaims);
    OpenIdProvider openId =
        new OpenIdProvider(kind, rules, clientId, false, Duration.ofHours(1), LONG, http, clock);
    LoginProvider at =
        new LoginProvider(
            openId,
            Optional.of(FakeProvider.SECRET),
            kind == OpenIdProvider.Kind.KEYCLOAK
                ? LoginProvider.AccessTokens.HAVE_ROLES
                : LoginProvider.AccessTokens.ARE_OPAQUE,
            TokenIdentity::of,
            http);
    return new BrowserLogin(options, at, keyFile(), longestWait, LoginRule::unknown, clock);
  }

  private static Decision.Refuse unknown(String detail) {
    return Decision.refuse(ErrorCode.UNAUTHENTICATED, detail);
  }
}
