package dev.buntime.plugin.authn.internal.token;

import java.time.InstantSource;
import java.util.concurrent.CompletionStage;

/** Verifies tokens of anybody whose keys are known: form, algorithm, type, signature, claims. */
public final class JwsVerifier implements TokenVerifier {
  private final KeyLookup lookup;
  private final ClaimCheck claims;

  private JwsVerifier(KeySource keys, TokenRules rules, InstantSource clock) {
    this.lookup = new KeyLookup(keys, rules);
    this.claims = new ClaimCheck(rules, clock);
  }

  /** A verifier with keys of the configuration. */
  public static JwsVerifier of(StaticKeys keys, TokenRules rules, InstantSource clock) {
    return new JwsVerifier(keys, rules, clock);
  }

  /** A verifier with keys of any kind. */
  static JwsVerifier of(KeySource keys, TokenRules rules, InstantSource clock) {
    return new JwsVerifier(keys, rules, clock);
  }

  @Override
  public CompletionStage<VerifiedToken> verify(String token) {
    return lookup.verify(token, this::verified);
  }

  private VerifiedToken verified(SignedToken token, VerificationKey key)
      throws InvalidTokenException {
    if (!key.verifies(token)) {
      throw new InvalidTokenException("the signature of the token is wrong");
    }
    return claims.check(token.claims());
  }
}
