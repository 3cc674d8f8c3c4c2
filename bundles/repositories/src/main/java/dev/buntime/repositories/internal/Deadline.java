package dev.buntime.repositories.internal;

import java.time.Duration;

/**
 * The moment at which a plan has to be ready. Immutable.
 *
 * @param nanos of {@link System#nanoTime}
 */
record Deadline(long nanos) {

  /** After a time from now. */
  static Deadline after(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /** What is left; zero if it is over. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, nanos - System.nanoTime()));
  }
}
