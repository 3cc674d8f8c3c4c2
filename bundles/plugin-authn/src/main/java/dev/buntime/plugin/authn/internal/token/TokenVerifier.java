package dev.buntime.plugin.authn.internal.token;

import java.util.concurrent.CompletionStage;

/** Says whether a signed token holds, and what it says. Thread-safe. */
@FunctionalInterface
public interface TokenVerifier {

  /**
   * Verifies a token in the compact form of JWS (RFC 7515). Never blocks.
   *
   * @return completes with what the token says; exceptionally with {@link InvalidTokenException} if
   *     it does not hold, with {@link ProviderUnavailableException} if that cannot be found out now
   */
  CompletionStage<VerifiedToken> verify(String token);
}
