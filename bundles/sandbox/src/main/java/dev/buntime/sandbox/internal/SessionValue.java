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

  private final AtomicReference<@Nullable Binding> binding = new AtomicReference<>();
  private volatile @Nullable Content content;

  /**
   * What an app keeps in a session.
   *
   * @param object its object
   * @param sessions those of the app
   */
  private record Content(Object object, AppSessions sessions) {}

  /** Where the object is bound. */
  private record Binding(HttpSession session, String name) {}

  SessionValue(Object object, AppSessions sessions) {
    this.content = new Content(object, sessions);
  }

  /** The app's object; whatever did not come from an app stays as it is. */
  static @Nullable Object unwrap(@Nullable Object value) {
    if (!(value instanceof SessionValue held)) {
      return value;
    }
    Content content = held.content;
    return content == null ? null : content.object();
  }

  /** Whether it stands for exactly this object. */
  @SuppressWarnings("ReferenceEquality") // whether the app sets the same object again
  boolean holds(Object other) {
    return unwrap(this) == other;
  }

  @Override
  public void valueBound(HttpSessionBindingEvent event) {
    Content here = content;
    Binding next = new Binding(event.getSession(), event.getName());
    if (here != null && binding.compareAndSet(null, next)) { // the app may set it again
      here.sessions().bound(this);
      tell(here, next, HttpSessionBindingListener::valueBound);
    }
  }

  @Override
  public void valueUnbound(HttpSessionBindingEvent event) {
    unbound(event.getSession());
  }

  /** It has left its session. */
  void unbound(HttpSession session) {
    Content here = content;
    Binding last = binding.getAndSet(null);
    if (here != null && last != null) {
      here.sessions().unbound(this);
      tell(here, new Binding(session, last.name()), HttpSessionBindingListener::valueUnbound);
    }
  }

  /**
   * Lets the object go, and with it all of the app.
   *
   * @return tells the object; for a thread of the app
   */
  Runnable empty() {
    Content last = content;
    Binding where = binding.getAndSet(null);
    content = null;
    if (last == null) {
      return () -> {};
    }
    last.sessions().unbound(this);
    return () -> {
      if (where != null) {
        bidFarewell(last, where);
      }
    };
  }

  private static void bidFarewell(Content last, Binding where) {
    try {
      tell(last, where, HttpSessionBindingListener::valueUnbound);
    } catch (RuntimeException e) {
      log.warn("valueUnbound of the session attribute {} failed", where.name(), e);
    }
  }

  private static void tell(
      Content here,
      Binding where,
      BiConsumer<HttpSessionBindingListener, HttpSessionBindingEvent> turn) {
    if (here.object() instanceof HttpSessionBindingListener listener) {
      HttpSession session = here.sessions().ofEvent(where.session());
      var event = new HttpSessionBindingEvent(session, where.name(), listener);
      here.sessions().calls().post(() -> turn.accept(listener, event));
    }
  }
}
