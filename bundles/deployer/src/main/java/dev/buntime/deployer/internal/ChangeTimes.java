package dev.buntime.deployer.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells for how long nothing in a folder was changed, by the times that the file system keeps for
 * itself. A folder that was renamed into its place was complete before; so nobody has to wait.
 *
 * <p>These times are by the system's clock. If that was set since the last look, or if another
 * machine keeps the times, nothing is told. For one thread.
 */
final class ChangeTimes {
  /** The clock is moved by less to keep it right; the times of files are that coarse. */
  private static final Duration TOLERANCE = Duration.ofMillis(50);

  private final Path folder;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private @Nullable Instant lastLook;
  private long lastNanos;
  private boolean steady;

  /**
   * @param folder that the folders are in
   * @param clock of the system
   * @param nanos a clock that nobody can set
   */
  ChangeTimes(Path folder, InstantSource clock, LongSupplier nanos) {
    this.folder = folder;
    this.clock = clock;
    this.nanos = nanos;
  }

  /** Compares the clocks; before each look at the folder. */
  void look() {
    Instant now = clock.instant();
    long nowNanos = nanos.getAsLong();
    if (lastLook != null) {
      Duration drift = Duration.between(lastLook, now).minusNanos(nowNanos - lastNanos).abs();
      steady = drift.compareTo(TOLERANCE) <= 0;
    }
    lastLook = now;
    lastNanos = nowNanos;
  }

  /** For how long an artifact was as it is; zero if there is no telling. */
  Duration unchanged(Sighting sighting) {
    Instant changed = sighting.changed();
    if (changed == null || !steady || !WatchMode.isLocal(folder)) {
      return Duration.ZERO;
    }
    Duration age = Duration.between(changed, clock.instant());
    return age.isNegative() ? Duration.ZERO : age;
  }
}
