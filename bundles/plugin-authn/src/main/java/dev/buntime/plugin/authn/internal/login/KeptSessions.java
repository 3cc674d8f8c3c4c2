package dev.buntime.plugin.authn.internal.login;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is known here of sessions beyond what their cookies say: the newest tokens of those that
 * were renewed, for requests that were sent with the cookie before; the whole of those that do not
 * fit a cookie; and which were logged out. Also which logins have come back, so that none does
 * twice.
 *
 * <p>It is in memory only and bounded: the session that was not used for the longest time makes
 * room. Thread-safe; readers never wait.
 */
final class KeptSessions {
  /** So many sessions, and as many logouts and logins, are remembered. */
  static final int MOST = 5000;

  private final Map<String, Session> sessions = new ConcurrentHashMap<>();
  private final Map<String, Instant> loggedOut = new ConcurrentHashMap<>();
  private final Map<String, Instant> usedLogins = new ConcurrentHashMap<>();
  private final InstantSource clock;
  private final SessionLimits limits;

  KeptSessions(InstantSource clock, SessionLimits limits) {
    this.clock = clock;
    this.limits = limits;
  }

  /** The session that a cookie stands for, in its newest form; empty if it has been logged out. */
  Optional<Session> find(SessionText.Content cookie) {
    if (loggedOut.containsKey(cookie.id())) {
      return Optional.empty();
    }
    Optional<Session> kept = Optional.ofNullable(sessions.get(cookie.id()));
    Optional<Session> carried = cookie.session();
    Optional<Session> newest =
        kept.isPresent()
                && carried.isPresent()
                && carried.get().generation() > kept.get().generation()
            ? carried
            : kept.or(() -> carried);
    return newest.map(session -> seen(session, cookie.seen()));
  }

  /** The session in its newest form; empty if it has been logged out. */
  Optional<Session> newest(Session session) {
    return find(
        new SessionText.Content(
            session.id(), session.generation(), session.seen(), Optional.of(session)));
  }

  private static Session seen(Session session, Instant seen) {
    return seen.isAfter(session.seen()) ? session.seenAt(seen) : session;
  }

  /** Keeps a session, unless it has been logged out. */
  void keep(Session session) {
    if (sessions.size() >= MOST) {
      makeRoom();
    }
    sessions.put(session.id(), session);
    if (loggedOut.containsKey(session.id())) {
      sessions.remove(session.id());
    }
  }

  /** Rare, so that it may look at all of them: an eighth goes at once. */
  private synchronized void makeRoom() {
    Instant now = clock.instant();
    sessions.values().removeIf(session -> session.isOver(now, limits));
    int surplus = sessions.size() - MOST + MOST / 8;
    List<Session> oldest =
        sessions.values().stream()
            .sorted(Comparator.comparing(Session::seen))
            .limit(Math.max(0, surplus))
            .toList();
    oldest.forEach(session -> sessions.remove(session.id(), session));
  }

  /** The session has been logged out: no cookie of it counts any more. */
  void end(Session session) {
    remember(loggedOut, session.id(), session.ends(limits));
    sessions.remove(session.id());
  }

  /** Whether the session has been logged out. */
  boolean isLoggedOut(String id) {
    return loggedOut.containsKey(id);
  }

  /** Whether this login comes back for the first time. */
  boolean isFirst(PendingLogin attempt) {
    return remember(usedLogins, attempt.state(), attempt.ends().plus(Duration.ofMinutes(1)));
  }

  /** The larger of how many sessions and how many logouts are remembered. */
  int size() {
    return Math.max(sessions.size(), loggedOut.size());
  }

  private boolean remember(Map<String, Instant> memory, String id, Instant until) {
    if (memory.size() >= MOST) {
      forget(memory);
    }
    return memory.putIfAbsent(id, until) == null;
  }

  private synchronized void forget(Map<String, Instant> memory) {
    Instant now = clock.instant();
    memory.values().removeIf(until -> until.isBefore(now));
    int surplus = memory.size() - MOST + MOST / 8;
    List<String> soonest =
        memory.entrySet().stream()
            .sorted(Map.Entry.comparingByValue())
            .limit(Math.max(0, surplus))
            .map(Map.Entry::getKey)
            .toList();
    soonest.forEach(memory::remove);
  }
}
