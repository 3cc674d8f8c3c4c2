package dev.buntime.plugin.authn.internal.login;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Warnings that anybody can bring about, so that nobody fills the log with them: one in a while,
 * with the number of those that were left out before. Thread-safe.
 */
final class SparseWarnings {
  /** So long after a warning the next ones are left out. */
  static final Duration PAUSE = Duration.ofSeconds(10);

  private final InstantSource clock;
  private final Consumer<String> log;
  private final AtomicReference<Instant> next = new AtomicReference<>(Instant.MIN);
  private final AtomicLong omitted = new AtomicLong();

  /**
   * @param log takes the lines
   */
  SparseWarnings(InstantSource clock, Consumer<String> log) {
    this.clock = clock;
    this.log = log;
  }

  /** Something is to be told, if nothing was a moment ago. */
  void warn(String what) {
    Instant now = clock.instant();
    Instant from = next.get();
    if (now.isBefore(from) || !next.compareAndSet(from, now.plus(PAUSE))) {
      omitted.incrementAndGet();
      return;
    }
    long others = omitted.getAndSet(0);
    log.accept(others == 0 ? what : "%s (and %d more like it before)".formatted(what, others));
  }
}
