package dev.buntime.plugin.authn.internal.login;

import java.util.Optional;

/** What became of the question for tokens (RFC 6749, section 5). */
sealed interface TokenAnswer {

  /**
   * There are tokens.
   *
   * @param accessToken never empty
   * @param idToken empty if there is none
   * @param refreshToken empty if there is none
   * @param seconds how long the access token holds; empty if the provider does not say
   */
  record Granted(String accessToken, String idToken, String refreshToken, Optional<Long> seconds)
      implements TokenAnswer {
    /** Tells no token. */
    @Override
    public String toString() {
      return "tokens";
    }
  }

  /**
   * The provider refuses, and will again.
   *
   * @param error its code for it
   * @param description in its words; may be empty
   */
  record Refused(String error, String description) implements TokenAnswer {}

  /**
   * The provider does not answer, or not now, or nonsense.
   *
   * @param why for the operator
   */
  record Unavailable(String why) implements TokenAnswer {}
}
