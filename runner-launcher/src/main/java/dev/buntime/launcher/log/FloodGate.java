package dev.buntime.launcher.log;

import dev.buntime.log.LogSettings.Flood;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Lets each app log so many lines a second and counts those that are more. Thread-safe and without
 * locks; an app has no influence on another one.
 */
final class FloodGate {
  private final LongSupplier nanos;
  private final Runnable onSuppressed;
  private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();
  private volatile Flood limit;

  /**
   * @param nanos the time, as {@link System#nanoTime} tells it
   * @param onSuppressed is called after each line that was left out; must not wait
   */
  FloodGate(Flood limit, LongSupplier nanos, Runnable onSuppressed) {
    this.limit = limit;
    this.nanos = nanos;
    this.onSuppressed = onSuppressed;
  }

  /** Takes another limit. */
  void limit(Flood other) {
    limit = other;
  }

  /** The limit in force. */
  Flood limit() {
    return limit;
  }

  /** Whether an app may log a line now; then it has. */
  boolean admits(String app) {
    Flood now = limit;
    return now.rate() == 0 || bucket(app).takes(now, nanos.getAsLong());
  }

  /** A line of an app was left out. */
  void suppressed(String app) {
    Bucket bucket = bucket(app);
    bucket.suppressed.incrementAndGet();
    bucket.unreported.incrementAndGet();
    onSuppressed.run();
  }

  private Bucket bucket(String app) {
    Bucket known = buckets.get(app);
    return known != null ? known : buckets.computeIfAbsent(app, _ -> new Bucket());
  }

  /** How many lines were left out since the start, by app. */
  Map<String, Long> suppressed() {
    Map<String, Long> counts = new TreeMap<>();
    buckets.forEach((app, bucket) -> putUnlessZero(counts, app, bucket.suppressed.get()));
    return counts;
  }

  /** How many lines were left out since this was asked last, by app. */
  Map<String, Long> unreported() {
    Map<String, Long> counts = new TreeMap<>();
    buckets.forEach((app, bucket) -> putUnlessZero(counts, app, bucket.unreported.getAndSet(0)));
    return counts;
  }

  private static void putUnlessZero(Map<String, Long> counts, String app, long count) {
    if (count > 0) {
      counts.put(app, count);
    }
  }

  /**
   * A bucket that runs full again by one line in each interval. Instead of lines it holds the time
   * at which it will be full.
   */
  private static final class Bucket {
    private final AtomicLong suppressed = new AtomicLong();
    private final AtomicLong unreported = new AtomicLong();
    private final AtomicLong fullAt = new AtomicLong(Long.MIN_VALUE);

    boolean takes(Flood limit, long now) {
      long interval = TimeUnit.SECONDS.toNanos(1) / limit.rate();
      long whole = interval * limit.burst();
      while (true) {
        long before = fullAt.get();
        long start = before == Long.MIN_VALUE || before - now < 0 ? now : before;
        long after = start + interval;
        if (after - now > whole) {
          return false;
        }
        if (fullAt.compareAndSet(before, after)) {
          return true;
        }
      }
    }
  }
}
