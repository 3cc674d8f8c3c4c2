package dev.buntime.plugin.authn.internal.login;

import dev.buntime.plugin.Identity;
import java.time.Instant;

/**
 * Somebody who has logged in with a browser.
 *
 * @param id random, another one for each login
 * @param generation how often its tokens have been renewed
 * @param identity who it is
 * @param began when the login was complete
 * @param seen when it was used last, give or take a little
 * @param fresh until when the provider's word counts
 * @param refreshToken what renews it; empty if the provider gave none
 * @param idToken what the provider wants to see at the logout; empty if there is none
 */
record Session(
    String id,
    int generation,
    Identity identity,
    Instant began,
    Instant seen,
    Instant fresh,
    String refreshToken,
    String idToken) {

  /** Whether one of the limits is reached. */
  boolean isOver(Instant now, SessionLimits limits) {
    return !now.isBefore(ends(limits)) || !now.isBefore(seen.plus(limits.idle()));
  }

  /** When it ends however much it is used. */
  Instant ends(SessionLimits limits) {
    return began.plus(limits.longest());
  }

  /** The same, used now. */
  Session seenAt(Instant now) {
    return new Session(id, generation, identity, began, now, fresh, refreshToken, idToken);
  }

  /** The same with new tokens; what the provider has not given again stays. */
  Session renewed(Identity who, Instant until, String newRefreshToken, String newIdToken) {
    return new Session(
        id,
        generation + 1,
        who,
        began,
        seen,
        until,
        newRefreshToken.isEmpty() ? refreshToken : newRefreshToken,
        newIdToken.isEmpty() ? idToken : newIdToken);
  }

  /** Tells neither who it is nor any token. */
  @Override
  public String toString() {
    return "session that began at " + began;
  }
}
