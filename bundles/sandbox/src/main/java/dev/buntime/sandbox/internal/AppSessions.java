package dev.buntime.sandbox.internal;

import jakarta.servlet.http.HttpSession;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sessions of one app as it sees them, and what it keeps in them.
 *
 * <p>A session lives in Jetty until it expires, which may be long after the worker has ended. So
 * every value goes into it inside a {@link SessionValue}, which is emptied when the worker ends.
 * Thread-safe.
 */
final class AppSessions {
  private final AppPaths paths;
  private final AppCalls calls;
  private final Set<SessionValue> bound = ConcurrentHashMap.newKeySet();
  private volatile boolean ended;

  /**
   * @param paths where the app is, inside and outside
   * @param calls how the app is told of what happens to its values
   */
  AppSessions(AppPaths paths, AppCalls calls) {
    this.paths = paths;
    this.calls = calls;
  }

  AppPaths paths() {
    return paths;
  }

  AppCalls calls() {
    return calls;
  }

  /**
   * The session of an event. Whoever ends a session on a thread of its own does not wait for the
   * app, which hears of it when the session may be over already; so it gets a picture of it.
   */
  HttpSession ofEvent(HttpSession session) {
    return calls.areHere() ? ConfinedSession.of(session, this) : SessionImage.of(session, paths);
  }

  /** A value has got into a session. */
  void bound(SessionValue value) {
    bound.add(value);
    if (ended) {
      end(); // by a thread of the app that goes on after its end
    }
  }

  /** A value has left its session. */
  void unbound(SessionValue value) {
    bound.remove(value);
  }

  /** Empties all values, then tells those that want to hear of it; on a thread of the app. */
  void end() {
    ended = true;
    List<SessionValue> all = List.copyOf(bound);
    List<Runnable> farewells = all.stream().map(SessionValue::empty).toList();
    farewells.forEach(Runnable::run); // code of the app
  }
}
