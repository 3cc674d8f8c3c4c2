package dev.buntime.plugin.authn.internal.token;

import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * What a provider says of itself (OpenID Connect Discovery 1.0, section 3), as far as it is used.
 *
 * @param issuer exactly as its tokens name it
 * @param authorizationEndpoint where a browser logs in
 * @param tokenEndpoint where codes and refresh tokens become tokens
 * @param jwksUri its keys
 * @param endSessionEndpoint where a browser logs out
 * @param introspectionEndpoint where it tells of a token
 * @param responseHasIssuer whether its answers to logins name it (RFC 9207)
 * @param idTokenAlgorithms with which it signs ID tokens; empty if it does not say
 */
public record ProviderMetadata(
    String issuer,
    Optional<URI> authorizationEndpoint,
    Optional<URI> tokenEndpoint,
    URI jwksUri,
    Optional<URI> endSessionEndpoint,
    Optional<URI> introspectionEndpoint,
    boolean responseHasIssuer,
    Set<String> idTokenAlgorithms) {

  /** Copies the set. */
  public ProviderMetadata {
    idTokenAlgorithms = Set.copyOf(idTokenAlgorithms);
  }
}
