package dev.buntime.credentials;

import java.time.Duration;

/**
 * How many logins may fail, and how long the next has to wait then.
 *
 * @param free failed logins without a delay
 * @param shortest the first delay; each further failure doubles it
 * @param longest what it grows to
 */
record ThrottleLimit(int free, Duration shortest, Duration longest) {
  private static final int MOST_DOUBLINGS = 20; // a million times, far from an overflow

  /** The delay after so many failures, in ns; 0 for none. */
  long delayNanos(int failures) {
    if (failures < free) {
      return 0;
    }
    int doublings = Math.min(failures - free, MOST_DOUBLINGS);
    return Math.min(shortest.toNanos() << doublings, longest.toNanos());
  }
}
