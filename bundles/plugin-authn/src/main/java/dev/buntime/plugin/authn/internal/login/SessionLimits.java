package dev.buntime.plugin.authn.internal.login;

import java.time.Duration;

/**
 * How long a session lasts.
 *
 * @param longest from the login on, however much it is used
 * @param idle without a request
 */
record SessionLimits(Duration longest, Duration idle) {
  private static final int TOUCHES = 10;

  /** How old the time of the last use may be before the cookie is written anew. */
  Duration touch() {
    return idle.dividedBy(TOUCHES);
  }
}
