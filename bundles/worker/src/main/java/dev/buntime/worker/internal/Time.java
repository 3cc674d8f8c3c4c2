package dev.buntime.worker.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The two clocks of the runner.
 *
 * @param wall tells the time of day, and may jump; for people
 * @param ticker counts nanoseconds and never jumps; for limits
 */
record Time(InstantSource wall, LongSupplier ticker) {
  /** The real ones. */
  static final Time SYSTEM = new Time(InstantSource.system(), System::nanoTime);

  Instant now() {
    return wall.instant();
  }

  long nanos() {
    return ticker.getAsLong();
  }

  /** How long it is since a value of the ticker. */
  Duration since(long nanos) {
    return Duration.ofNanos(nanos() - nanos);
  }
}
