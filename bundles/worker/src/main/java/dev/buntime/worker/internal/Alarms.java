package dev.buntime.worker.internal;

import java.time.Duration;

/** Calls back after a time. Thread-safe. */
@FunctionalInterface
interface Alarms {

  /**
   * Sets an alarm.
   *
   * @param task short, and never code of an app
   * @return switches it off; without effect if it has gone off
   */
  Runnable after(Duration pause, Runnable task);
}
