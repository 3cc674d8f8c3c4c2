package dev.buntime.plugin.authn.internal.login;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Brings sessions into cookies and back.
 *
 * <p>A cookie carries the whole session, so that a restart or another runner with the same secret
 * goes on with it. Browsers take no cookie beyond 4096 bytes: a session that is larger, because of
 * many claims or large tokens, stays in the memory of this runner, and the cookie only refers to
 * it. Thread-safe.
 */
final class SessionCookies {
  /** What fits into a cookie beside its name and attributes, in characters. */
  static final int LONGEST = 3900;

  /** A second one of the same name is somebody's attempt; it is not worth a third try. */
  private static final int TRIES = 3;

  private final CookieSeal seal;
  private final KeptSessions kept;
  private final SessionLimits limits;
  private final InstantSource clock;

  SessionCookies(CookieSeal seal, KeptSessions kept, SessionLimits limits, InstantSource clock) {
    this.seal = seal;
    this.kept = kept;
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * The session of a request.
   *
   * @param session in its newest form
   * @param isStale whether the browser has to be given another cookie
   */
  record Found(Session session, boolean isStale) {}

  /** The session of a request, if it has one that is not over. */
  Optional<Found> read(CookieJar cookies) {
    String name = cookies.session();
    return cookies.values(name).stream()
        .limit(TRIES)
        .flatMap(value -> seal.open(name, value).stream())
        .flatMap(content -> SessionText.read(content).stream())
        .flatMap(content -> find(content).stream())
        .findFirst();
  }

  private Optional<Found> find(SessionText.Content content) {
    Instant now = clock.instant();
    return kept.find(content)
        .filter(session -> !session.isOver(now, limits))
        .map(session ->
            new Found(
                session,
                session.generation() > content.generation()
                    || !now.isBefore(content.seen().plus(limits.touch()))));
  }

  /** The field that gives the session to the browser; it ends with the browser. */
  String write(CookieJar cookies, Session session) {
    String name = cookies.session();
    String value = seal.seal(name, SessionText.whole(session));
    if (value.length() > LONGEST) {
      kept.keep(session);
      value = seal.seal(name, SessionText.referenceTo(session));
    }
    return cookies.set(name, value, -1);
  }
}
