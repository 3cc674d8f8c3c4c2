package dev.buntime.deployer.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * Says when to try again what repositories did not provide: after a while, or when others are
 * configured. For one thread.
 */
final class SecondTries {
  /** How long it takes until the next try. */
  static final Duration PAUSE = Duration.ofSeconds(60);

  private final LongSupplier repositories;
  private long revision;
  private Instant next = Instant.MIN;

  /**
   * @param repositories a number that changes with them
   */
  SecondTries(LongSupplier repositories) {
    this.repositories = repositories;
    this.revision = repositories.getAsLong();
  }

  /** Whether it is time. */
  boolean isDue(Instant now) {
    long current = repositories.getAsLong();
    if (current == revision && now.isBefore(next)) {
      return false;
    }
    revision = current;
    next = now.plus(PAUSE);
    return true;
  }
}
