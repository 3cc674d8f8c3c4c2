package dev.buntime.plugin.authn.internal.token;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The first half of every verification: what is refused without a key, and the way to the key.
 * Thread-safe.
 *
 * @param keys of the provider
 * @param rules what a token has to be like
 */
record KeyLookup(KeySource keys, TokenRules rules) {

  /** The second half. */
  @FunctionalInterface
  interface Verification {
    VerifiedToken verify(SignedToken token, VerificationKey key) throws InvalidTokenException;
  }

  /**
   * A token with the form, the algorithm and the type that the rules ask for.
   *
   * @throws InvalidTokenException if it has not
   */
  static SignedToken formed(String token, TokenRules rules) throws InvalidTokenException {
    SignedToken signed = SignedToken.parse(token);
    Algorithms.check(signed, rules.algorithms());
    signed.checkType(rules.types());
    return signed;
  }

  /** Checks form, algorithm and type of a token, and goes on with its key. */
  CompletionStage<VerifiedToken> verify(String token, Verification next) {
    SignedToken signed;
    try {
      signed = formed(token, rules);
    } catch (InvalidTokenException e) {
      return CompletableFuture.failedFuture(e);
    }
    return keys.find(signed.keyId(), signed.algorithm())
        .thenApply(Stages.check(key -> next.verify(signed, key)));
  }
}
