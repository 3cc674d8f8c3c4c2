package dev.buntime.credentials;

import java.time.Duration;

/**
 * A login that is not checked, whatever its password is. Over HTTP it is answered 429 with {@code
 * Retry-After} (RFC 6585, section 4).
 *
 * @param delay how long it has to wait, more than nothing
 * @param first whether it is the first one that this delay refuses; so it can be logged without
 *     letting whoever guesses fill the log
 */
public record LoginRefusal(Duration delay, boolean first) implements LoginAdmission {

  /** The delay in whole seconds, at least one: the value for {@code Retry-After}. */
  public long retryAfterSeconds() {
    return Math.max(1, delay.plusNanos(999_999_999).toSeconds());
  }
}
