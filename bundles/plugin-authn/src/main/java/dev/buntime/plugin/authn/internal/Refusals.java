package dev.buntime.plugin.authn.internal;

import dev.buntime.plugin.Decision;
import dev.buntime.plugin.authn.internal.basic.RefusedLoginException;
import dev.buntime.plugin.authn.internal.token.Failures;
import dev.buntime.plugin.authn.internal.token.InvalidTokenException;
import dev.buntime.plugin.authn.internal.token.ProviderUnavailableException;
import dev.buntime.runtime.ErrorCode;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts into words why somebody does not get in. */
final class Refusals {
  private static final Logger log = LoggerFactory.getLogger(Refusals.class);
  private static final String CHALLENGE = "WWW-Authenticate";
  private static final String RETRY_AFTER = "Retry-After";

  private static final long RETRY_SECONDS = 5;

  private final List<String> challenges;

  /**
   * @param challenges how clients are told to log in
   */
  Refusals(List<String> challenges) {
    this.challenges = challenges.stream().distinct().toList();
  }

  /** There is no credential. */
  Decision.Refuse missing() {
    return Decision.refuse(
            ErrorCode.UNAUTHENTICATED, "This needs a login, and the request has no credentials.")
        .withHeader(CHALLENGE, challenges.toArray(String[]::new));
  }

  /**
   * There is no session. A password is no way to one, and a script that asks for the session must
   * not have the browser ask for a password.
   *
   * @param detail what to do
   */
  Decision.Refuse noSession(String detail) {
    return Decision.refuse(ErrorCode.UNAUTHENTICATED, detail)
        .withHeader(
            CHALLENGE, challenges.stream().filter(Refusals::isBearer).toArray(String[]::new));
  }

  private static boolean isBearer(String challenge) {
    return challenge.toLowerCase(Locale.ROOT).startsWith("bearer");
  }

  /** There is one of a kind that nobody knows. */
  Decision.Refuse unknown() {
    return invalid("no provider is configured for credentials of this kind");
  }

  /** There is more than one. */
  Decision.Refuse several() {
    return invalid("there must be one credential, not several");
  }

  /** One does not hold, or that cannot be found out. */
  Decision.Refuse of(Throwable failure) {
    return switch (Failures.cause(failure)) {
      case InvalidTokenException e -> invalid(String.valueOf(e.getMessage()));
      case RefusedLoginException e -> login(e);
      case ProviderUnavailableException e -> {
        log.debug("a credential cannot be verified", e);
        yield unavailable();
      }
      case TimeoutException _ -> notNow("it takes too long", RETRY_SECONDS);
      case Throwable e -> {
        log.error("a credential could not be verified: this is a mistake in plugin-authn", e);
        yield notNow("something went wrong, which the log of the server tells", RETRY_SECONDS);
      }
    };
  }

  private Decision.Refuse login(RefusedLoginException refused) {
    String reason = String.valueOf(refused.getMessage());
    return switch (refused.why()) {
      case WRONG -> invalid(reason);
      case WAIT -> invalid(reason).withHeader(RETRY_AFTER, String.valueOf(refused.waitSeconds()));
      case BUSY -> notNow(reason, refused.waitSeconds());
    };
  }

  private static Decision.Refuse unavailable() {
    return notNow("the identity provider does not answer", RETRY_SECONDS);
  }

  private static Decision.Refuse notNow(String reason, long seconds) {
    return Decision.refuse(
            ErrorCode.NOT_READY,
            "The credential cannot be verified now: " + reason + ". Try again later.")
        .withHeader(RETRY_AFTER, String.valueOf(seconds));
  }

  /** RFC 6750, section 3.1. */
  private Decision.Refuse invalid(String reason) {
    String[] answers =
        challenges.stream()
            .map(challenge ->
                isBearer(challenge)
                    ? "%s, error=\"invalid_token\", error_description=\"%s\""
                        .formatted(challenge, reason)
                    : challenge)
            .toArray(String[]::new);
    return Decision.refuse(
            ErrorCode.UNAUTHENTICATED, "The credentials do not hold: " + reason + ".")
        .withHeader(CHALLENGE, answers);
  }
}
