package dev.buntime.pipeline.internal;

import dev.buntime.runtime.dto.TrafficDTO;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Counts requests: all there were, and those of the last minute, second by second. Thread-safe;
 * never blocks.
 */
final class Traffic {
  private static final int WINDOW_SECONDS = 60;
  private static final int SLOTS = 64; // the window, the current second, and some that are stale
  private static final double NANOS_PER_MILLI = 1e6;

  private final LongSupplier ticker;
  private final long start;
  private final LongAdder begun = new LongAdder();
  private final LongAdder ended = new LongAdder();
  private final AtomicReferenceArray<Second> seconds = new AtomicReferenceArray<>(SLOTS);

  /** The requests that ended within one second. */
  private record Second(long number, LongAdder requests, LongAdder nanos) {
    Second(long number) {
      this(number, new LongAdder(), new LongAdder());
    }
  }

  /**
   * Begins at zero.
   *
   * @param ticker nanoseconds
   */
  Traffic(LongSupplier ticker) {
    this.ticker = ticker;
    this.start = ticker.getAsLong();
  }

  /** A request has begun. */
  void began() {
    begun.increment();
  }

  /** It has ended. */
  void ended(long nanos) {
    Second second = current();
    second.requests().increment();
    second.nanos().add(nanos);
    ended.increment();
  }

  private long now() {
    return TimeUnit.NANOSECONDS.toSeconds(ticker.getAsLong() - start);
  }

  private Second current() {
    long now = now();
    int slot = (int) (now % SLOTS);
    Second known = seconds.get(slot);
    while (known == null || known.number() < now) {
      Second fresh = new Second(now);
      if (seconds.compareAndSet(slot, known, fresh)) {
        return fresh;
      }
      known = seconds.get(slot);
    }
    return known;
  }

  TrafficDTO toDto() {
    long now = now();
    long from = Math.max(0, now - WINDOW_SECONDS);
    long requests = 0;
    long nanos = 0;
    for (int slot = 0; slot < SLOTS; slot++) {
      Second second = seconds.get(slot);
      if (second != null && second.number() >= from && second.number() < now) {
        requests += second.requests().sum();
        nanos += second.nanos().sum();
      }
    }
    long total = ended.sum(); // first: what ends meanwhile is not in flight twice
    return new TrafficDTO(
        total,
        Math.max(0, begun.sum() - total),
        now == from ? 0 : (double) requests / (now - from),
        requests == 0 ? 0 : nanos / NANOS_PER_MILLI / requests);
  }
}
