package dev.buntime.sandbox.internal;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSession;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * A session as its app sees it; Felix HTTP has seen to it already that it sees no attributes of
 * other apps. Two are equal if they stand for the same session.
 *
 * @param session the session of Felix HTTP
 * @param sessions those of the app
 */
record ConfinedSession(HttpSession session, AppSessions sessions) implements HttpSession {

  /** The confined form; one that has it already, by a filter of the app, stays as it is. */
  static HttpSession of(HttpSession session, AppSessions sessions) {
    return session instanceof ConfinedSession ? session : new ConfinedSession(session, sessions);
  }

  @Override
  public @Nullable Object getAttribute(String name) {
    return SessionValue.unwrap(session.getAttribute(name));
  }

  @Override
  public void setAttribute(String name, @Nullable Object value) {
    if (value == null) {
      removeAttribute(name);
      return;
    }
    Object before = session.getAttribute(name);
    if (before instanceof SessionValue same && same.holds(value)) {
      session.setAttribute(name, same);
      return;
    }
    session.setAttribute(name, new SessionValue(value, sessions));
    if (before instanceof SessionValue replaced) {
      replaced.unbound(session); // Felix HTTP does not tell it
    }
  }

  @Override
  public void removeAttribute(String name) {
    session.removeAttribute(name);
  }

  @Override
  public Enumeration<String> getAttributeNames() {
    return session.getAttributeNames();
  }

  @Override
  public void invalidate() {
    session.invalidate();
  }

  @Override
  public ServletContext getServletContext() {
    return ConfinedContext.of(session.getServletContext(), sessions.paths());
  }

  @Override
  public String getId() {
    return session.getId();
  }

  @Override
  public boolean isNew() {
    return session.isNew();
  }

  @Override
  public long getCreationTime() {
    return session.getCreationTime();
  }

  @Override
  public long getLastAccessedTime() {
    return session.getLastAccessedTime();
  }

  @Override
  public void setMaxInactiveInterval(int seconds) {
    session.setMaxInactiveInterval(seconds);
  }

  @Override
  public int getMaxInactiveInterval() {
    return session.getMaxInactiveInterval();
  }
}
