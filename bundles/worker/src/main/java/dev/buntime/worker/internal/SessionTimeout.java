package dev.buntime.worker.internal;

import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.time.Duration;

/**
 * Gives each new session of an app its time.
 *
 * @param minutes without a request after which it ends; 0 or less for never
 */
record SessionTimeout(int minutes) implements HttpSessionListener {

  @Override
  public void sessionCreated(HttpSessionEvent event) {
    int seconds = minutes <= 0 ? -1 : (int) Duration.ofMinutes(minutes).toSeconds();
    event.getSession().setMaxInactiveInterval(seconds);
  }
}
