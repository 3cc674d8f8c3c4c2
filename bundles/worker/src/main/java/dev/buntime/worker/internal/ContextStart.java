package dev.buntime.worker.internal;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A servlet context listener of an app whose failure at the start is remembered; Felix HTTP only
 * logs it.
 */
final class ContextStart implements ServletContextListener {
  private final ServletContextListener listener;
  private volatile @Nullable Throwable failure;

  ContextStart(ServletContextListener listener) {
    this.listener = listener;
  }

  /** What the listener threw when it was told that the context begins. */
  Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public void contextInitialized(ServletContextEvent event) {
    try {
      listener.contextInitialized(event);
    } catch (RuntimeException | Error e) {
      failure = e;
      throw e;
    }
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    listener.contextDestroyed(event);
  }
}
