package dev.buntime.sandbox.internal;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands in a session for an object of an app: it tells the object on the app's threads that
 * it was bound or unbound, whoever does that, and can be emptied.
 *
 * <p>It is no {@code HttpSessionActivationListener}: sessions are never moved to another JVM.
 * Thread-safe.
 */
final class SessionValue implements HttpSessionBindingListener {
  private static final Logger log = LoggerFactory.getLogger(SessionValue.class);

  private final AppSessions sessions;
  private final AtomicReference<@Nullable Binding> binding = new AtomicReference<>();
  private volatile @Nullable Object object;

  /** Where the object is bound. */
  private record Binding(HttpSession session, String name) {}

  SessionValue(Object object, AppSessions sessions) {
    this.object = object;
    this.sessions = sessions;
  }

  /** The app's object; whatever did not come from an app stays as it is. */
  static @Nullable Object unwrap(@Nullable Object value) {
    return value instanceof SessionValue held ? held.object : value;
  }

  /** Whether it stands for exactly this object. */
  @SuppressWarnings("ReferenceEquality") // whether the app sets the same object again
  boolean holds(Object other) {
    return object == other;
  }

  @Override
  public void valueBound(HttpSessionBindingEvent event) {
    Binding next = new Binding(event.getSession(), event.getName());
    if (binding.compareAndSet(null, next)) { // the app may set the same object again
      sessions.bound(this);
      tell(next, object, HttpSessionBindingListener::valueBound);
    }
  }

  @Override
  public void valueUnbound(HttpSessionBindingEvent event) {
    unbound(event.getSession());
  }

  /** It has left its session. */
  void unbound(HttpSession session) {
    Binding last = binding.getAndSet(null);
    if (last != null) {
      sessions.unbound(this);
      tell(new Binding(session, last.name()), object, HttpSessionBindingListener::valueUnbound);
    }
  }

  /**
   * Lets the object go.
   *
   * @return tells the object; for a thread of the app
   */
  Runnable empty() {
    Object last = object;
    Binding where = binding.getAndSet(null);
    object = null;
    sessions.unbound(this);
    return () -> {
      if (where != null) {
        bidFarewell(where, last);
      }
    };
  }

  private void bidFarewell(Binding where, @Nullable Object last) {
    try {
      tell(where, last, HttpSessionBindingListener::valueUnbound);
    } catch (RuntimeException e) {
      log.warn("valueUnbound of the session attribute {} failed", where.name(), e);
    }
  }

  private void tell(
      Binding where,
      @Nullable Object target,
      BiConsumer<HttpSessionBindingListener, HttpSessionBindingEvent> turn) {
    if (target instanceof HttpSessionBindingListener listener) {
      HttpSessionBindingEvent event =
          new HttpSessionBindingEvent(sessions.ofEvent(where.session()), where.name(), target);
      sessions.calls().post(() -> turn.accept(listener, event));
    }
  }
}
