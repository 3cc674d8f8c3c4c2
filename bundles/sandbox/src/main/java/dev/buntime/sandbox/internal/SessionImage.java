package dev.buntime.sandbox.internal;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSession;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a session was at a moment, for those who hear of the moment later. It can be read as long as
 * anybody likes; it cannot be changed. Immutable.
 */
final class SessionImage implements HttpSession {
  private final String id;
  private final long creationTime;
  private final long lastAccessedTime;
  private final int maxInactiveInterval;
  private final @Nullable ServletContext context;
  private final Map<String, Object> attributes;

  private SessionImage(
      HttpSession session, @Nullable ServletContext context, Map<String, Object> attributes) {
    this.id = session.getId();
    this.creationTime = session.getCreationTime();
    this.lastAccessedTime = session.getLastAccessedTime();
    this.maxInactiveInterval = session.getMaxInactiveInterval();
    this.context = context;
    this.attributes = attributes;
  }

  /** The session with the attributes of the app. */
  static HttpSession of(HttpSession session, AppPaths paths) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    for (String name : Collections.list(session.getAttributeNames())) {
      Object value = SessionValue.unwrap(session.getAttribute(name));
      if (value != null) {
        attributes.put(name, value);
      }
    }
    ServletContext context = ConfinedContext.of(session.getServletContext(), paths);
    return new SessionImage(session, context, attributes);
  }

  /** The session without attributes and context, for Jetty's own, which has those of all apps. */
  static HttpSession ofAllApps(HttpSession session) {
    return new SessionImage(session, null, Map.of());
  }

  @Override
  public String getId() {
    return id;
  }

  @Override
  public long getCreationTime() {
    return creationTime;
  }

  @Override
  public long getLastAccessedTime() {
    return lastAccessedTime;
  }

  @Override
  public int getMaxInactiveInterval() {
    return maxInactiveInterval;
  }

  @Override
  public @Nullable ServletContext getServletContext() {
    return context;
  }

  @Override
  public boolean isNew() {
    return false;
  }

  @Override
  public @Nullable Object getAttribute(String name) {
    return attributes.get(name);
  }

  @Override
  public Enumeration<String> getAttributeNames() {
    return Collections.enumeration(attributes.keySet());
  }

  @Override
  public void setAttribute(String name, @Nullable Object value) {
    throw readOnly();
  }

  @Override
  public void removeAttribute(String name) {
    throw readOnly();
  }

  @Override
  public void setMaxInactiveInterval(int seconds) {
    throw readOnly();
  }

  @Override
  public void invalidate() {
    throw readOnly();
  }

  private IllegalStateException readOnly() {
    return new IllegalStateException(
        "the session " + id + " of an event cannot be changed; use the one of a request");
  }
}
