package dev.buntime.plugin.authn.internal.login;

import dev.buntime.plugin.Identity;
import dev.buntime.plugin.authn.internal.token.HttpFetch;
import dev.buntime.plugin.authn.internal.token.OpenIdProvider;
import dev.buntime.plugin.authn.internal.token.VerifiedToken;
import java.util.Optional;
import java.util.function.Function;

/**
 * The provider at which browsers log in.
 *
 * @param openId the provider, with the id under which it knows the runner
 * @param clientSecret empty for a public client, which PKCE alone protects
 * @param accessTokens whether they say more of a person than ID tokens do
 * @param identities who it is, by what the tokens say
 * @param http asks the provider
 */
public record LoginProvider(
    OpenIdProvider openId,
    Optional<String> clientSecret,
    AccessTokens accessTokens,
    Function<VerifiedToken, Identity> identities,
    HttpFetch http) {

  /** What access tokens are good for at the login. */
  public enum AccessTokens {
    /** They have roles that ID tokens have not, as Keycloak's have. */
    HAVE_ROLES,
    /** They are for others, who alone can read them. */
    ARE_OPAQUE
  }

  /** Tells no secret. */
  @Override
  public String toString() {
    return "client " + openId.clientId() + " of " + openId.issuer();
  }
}
