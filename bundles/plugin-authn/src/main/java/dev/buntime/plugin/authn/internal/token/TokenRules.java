package dev.buntime.plugin.authn.internal.token;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a token must be to hold.
 *
 * @param issuer its {@code iss}; empty if any is taken
 * @param audiences one of them must be in its {@code aud}; empty if it does not matter
 * @param authorizedParties alternatively, one of them may be its {@code azp}
 * @param algorithms with which it may be signed
 * @param types what {@code typ} of its header may be if there is one, in lower case
 * @param clockSkew by which the clock of whoever has made it may be wrong
 * @param requiredClaims claims that it must have, each with one of these values
 */
public record TokenRules(
    String issuer,
    Set<String> audiences,
    Set<String> authorizedParties,
    Set<String> algorithms,
    Set<String> types,
    Duration clockSkew,
    Map<String, List<Object>> requiredClaims) {

  /** Types of tokens that are shown to get in. */
  public static final Set<String> ACCESS_TYPES = Set.of("jwt", "at+jwt");

  /** Types of ID tokens. */
  public static final Set<String> ID_TYPES = Set.of("jwt");

  /** Copies its collections. */
  public TokenRules {
    audiences = Set.copyOf(audiences);
    authorizedParties = Set.copyOf(authorizedParties);
    algorithms = Set.copyOf(algorithms);
    types = Set.copyOf(types);
    requiredClaims = Map.copyOf(requiredClaims);
  }

  /**
   * The rules for ID tokens of the same provider (OpenID Connect Core 1.0, sections 3.1.3.7 and
   * 12.2), which have to have the same claims.
   */
  TokenRules forIdTokens(String clientId) {
    return new TokenRules(
        issuer, Set.of(clientId), Set.of(), algorithms, ID_TYPES, clockSkew, requiredClaims);
  }

  /** The same rules for tokens of one login, whose nonce they have to have as well. */
  TokenRules withNonce(String nonce) {
    Map<String, List<Object>> required = new HashMap<>(requiredClaims);
    required.put("nonce", List.of(nonce));
    return withRequiredClaims(required);
  }

  /** The same rules with other claims that a token must have. */
  TokenRules withRequiredClaims(Map<String, List<Object>> required) {
    return new TokenRules(
        issuer, audiences, authorizedParties, algorithms, types, clockSkew, required);
  }
}
