package dev.buntime.worker.internal;

import java.time.Duration;

/** How long a version that does not start is left alone: 1 s, 2 s, 4 s … 60 s. */
final class BackOff {
  private static final int LONGEST_SECONDS = 60;
  private static final int DOUBLINGS = 6;

  private BackOff() {}

  /**
   * The pause after a failure.
   *
   * @param earlier how many failures there were before it, at least 0
   */
  static Duration after(int earlier) {
    return Duration.ofSeconds(Math.min(LONGEST_SECONDS, 1L << Math.min(earlier, DOUBLINGS)));
  }
}
