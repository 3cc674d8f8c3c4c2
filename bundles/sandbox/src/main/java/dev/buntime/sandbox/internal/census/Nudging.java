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
  private static final Duration LONGEST = Duration.ofDays(1);

  /** Checks the ranges. */
  Nudging {
    if (isOutside(age) || isOutside(interval)) {
      throw new IllegalArgumentException(
          "%s: gc.age.seconds and gc.interval.seconds must be 0 to %d, but are %d and %d"
              .formatted(
                  CensusConfig.PID, LONGEST.toSeconds(), age.toSeconds(), interval.toSeconds()));
    }
  }

  /** What is configured. */
  static Nudging of(CensusConfig config) {
    return new Nudging(
        Duration.ofSeconds(config.gc_age_seconds()),
        Duration.ofSeconds(config.gc_interval_seconds()));
  }

  private static boolean isOutside(Duration time) {
    return time.isNegative() || time.compareTo(LONGEST) > 0;
  }

  boolean isDue(Instant now, Instant oldest, Instant last) {
    return !interval.isZero()
        && !oldest.plus(age).isAfter(now)
        && !last.plus(interval).isAfter(now);
  }
}
