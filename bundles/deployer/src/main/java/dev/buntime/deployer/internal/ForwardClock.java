package dev.buntime.deployer.internal;

import java.time.Instant;
import java.time.InstantSource;

/** A clock that only goes forward, whatever happens to that of the system. Thread-safe. */
final class ForwardClock implements InstantSource {
  private final long startNanos = System.nanoTime();
  private final Instant start = Instant.now();

  @Override
  public Instant instant() {
    return start.plusNanos(System.nanoTime() - startNanos);
  }
}
