package dev.buntime.plugin.authn.internal.token;

import java.util.Optional;

/**
 * Whether a token can hold by certain rules, as far as its own words tell. They are not believed,
 * but nobody else would believe them either. Needs no key. Immutable.
 *
 * @param rules what a token has to be like
 */
public record TokenFit(TokenRules rules) {

  /**
   * Why a token cannot hold: its form, its algorithm, its type, its issuer or its audience; empty
   * if it may.
   */
  public Optional<InvalidTokenException> misfit(String token) {
    try {
      ClaimCheck.checkAddressee(rules, KeyLookup.formed(token, rules).claims());
      return Optional.empty();
    } catch (InvalidTokenException e) {
      return Optional.of(e);
    }
  }

  /** Whether the rules have an issuer, and the token names it. */
  public boolean isNamedBy(String token) {
    try {
      return !rules.issuer().isEmpty()
          && rules.issuer().equals(SignedToken.parse(token).claims().get("iss"));
    } catch (InvalidTokenException _) {
      return false; // it names nobody
    }
  }
}
