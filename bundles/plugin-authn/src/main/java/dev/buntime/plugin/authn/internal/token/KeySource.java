package dev.buntime.plugin.authn.internal.token;

import java.util.concurrent.CompletionStage;

/** Where the keys are from that signatures are checked with. Thread-safe. */
interface KeySource {

  /**
   * The key for a token.
   *
   * @param keyId its {@code kid}; empty if it names none
   * @param algorithm its {@code alg}, one that is allowed
   * @return completes exceptionally with {@link InvalidTokenException} if there is none, with
   *     {@link ProviderUnavailableException} if that cannot be found out now
   */
  CompletionStage<VerificationKey> find(String keyId, String algorithm);
}
