package dev.buntime.sandbox.internal.census;

import java.time.Duration;
import java.time.Instant;

/**
 * When the garbage collector is asked for a full collection.
 *
 * @param age how old a class loader must be that may be a leak
 * @param interval time between two nudges at least; 0 for no nudge at all
 */
record Nudging(Duration age, Duration interval) {

  /** Checks the ranges. */
  Nudging {
    if (age.isNegative() || interval.isNegative()) {
      throw new IllegalArgumentException(
          "dev.buntime.sandbox.census: gc.age.seconds and gc.interval.seconds must be 0 or more,"
              + " but are "
              + age.toSeconds()
              + " and "
              + interval.toSeconds());
    }
  }

  boolean isDue(Instant now, Instant oldest, Instant last) {
    return !interval.isZero()
        && !oldest.plus(age).isAfter(now)
        && !last.plus(interval).isAfter(now);
  }
}
