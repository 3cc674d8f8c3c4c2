package dev.buntime.plugin.authn.internal;

import dev.buntime.plugin.authn.internal.basic.LocalUser;
import dev.buntime.plugin.authn.internal.token.OpenIdProvider;
import dev.buntime.plugin.authn.internal.token.StaticKeys;
import dev.buntime.plugin.authn.internal.token.TokenRules;
import java.time.Duration;
import java.util.List;

/** One way to find out who asks, as it is configured. Immutable. */
sealed interface ProviderOptions {

  /** What {@code provider} is. */
  String provider();

  /**
   * A provider that shows its keys.
   *
   * @param kind of the provider
   * @param rules for access tokens
   * @param carrier where they are
   * @param clientId empty if there is none
   * @param clientSecret empty if there is none
   * @param allowHttp whether other machines may be asked without TLS
   * @param keysFresh how long keys are used before they are fetched again
   */
  record OpenId(
      OpenIdProvider.Kind kind,
      TokenRules rules,
      TokenCarrier carrier,
      String clientId,
      String clientSecret,
      boolean allowHttp,
      Duration keysFresh)
      implements ProviderOptions {

    @Override
    public String provider() {
      return kind == OpenIdProvider.Kind.KEYCLOAK ? "keycloak" : "oidc";
    }

    /** Without the secret. */
    @Override
    public String toString() {
      return provider() + " " + rules.issuer();
    }
  }

  /**
   * Somebody whose keys are configured.
   *
   * @param rules for tokens
   * @param carrier where they are
   * @param keys that they are signed with
   */
  record Jwt(TokenRules rules, TokenCarrier carrier, StaticKeys keys) implements ProviderOptions {
    @Override
    public String provider() {
      return "jwt";
    }
  }

  /** Keys that admins have made. */
  record ApiKey() implements ProviderOptions {
    @Override
    public String provider() {
      return "apiKey";
    }
  }

  /**
   * Users with passwords.
   *
   * @param users none twice
   */
  record Basic(List<LocalUser> users) implements ProviderOptions {
    /** Copies the list. */
    public Basic {
      users = List.copyOf(users);
    }

    @Override
    public String provider() {
      return "basic";
    }
  }
}
