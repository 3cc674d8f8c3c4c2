package dev.buntime.plugin.metrics.internal;

import dev.buntime.runtime.MeasuredRequest;
import io.micrometer.core.instrument.AbstractTimer;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.NoopHistogram;
import io.micrometer.core.instrument.distribution.TimeWindowMax;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A timer of one app version: a histogram with an example for each bucket. Recording takes no lock;
 * thread-safe.
 */
final class VersionTimer extends AbstractTimer {
  private static final long FRESH_MILLIS = 1_000; // an example that is younger is not replaced

  /** Of all labels of an example together there may be 128 characters (OpenMetrics 1.0). */
  private static final int LONGEST_ID = 64;

  private static final double NANOS_PER_SECOND = 1e9;

  private final MeasuredRequest measured;
  private final long[] bounds; // nanoseconds, ascending
  private final LongAdder[] counts; // the last one is of what is longer than all bounds
  private final AtomicReferenceArray<@Nullable Example> examples;
  private final LongAdder nanos = new LongAdder();
  private final TimeWindowMax longest;

  VersionTimer(
      Id id,
      Clock clock,
      DistributionStatisticConfig config,
      PauseDetector pauses,
      MeasuredRequest measured) {
    super(id, clock, pauses, TimeUnit.SECONDS, NoopHistogram.INSTANCE);
    this.measured = measured;
    bounds = config.getHistogramBuckets(true).stream().mapToLong(Double::longValue).toArray();
    counts = Stream.generate(LongAdder::new).limit(bounds.length + 1L).toArray(LongAdder[]::new);
    examples = new AtomicReferenceArray<>(counts.length);
    longest = new TimeWindowMax(clock, config);
  }

  @Override
  protected void recordNonNegative(long amount, TimeUnit unit) {
    long took = unit.toNanos(amount);
    int found = Arrays.binarySearch(bounds, took);
    int bucket = found < 0 ? -found - 1 : found;
    counts[bucket].increment();
    nanos.add(took);
    longest.record((double) took, TimeUnit.NANOSECONDS);
    String requestId = measured.requestId();
    if (requestId != null && requestId.length() <= LONGEST_ID) {
      giveExample(bucket, took, requestId);
    }
  }

  private void giveExample(int bucket, long took, String requestId) {
    long now = clock.wallTime();
    Example known = examples.get(bucket);
    if (known == null || now - known.atMillis() >= FRESH_MILLIS) {
      examples.set(
          bucket, new Example(took / NANOS_PER_SECOND, requestId, measured.traceId(), now));
    }
  }

  /** How many buckets there are, the one of what is longer than all bounds included. */
  int buckets() {
    return counts.length;
  }

  /** The longest time that a bucket counts, in seconds; infinite for the last one. */
  double bound(int bucket) {
    return bucket < bounds.length ? bounds[bucket] / NANOS_PER_SECOND : Double.POSITIVE_INFINITY;
  }

  /** What a bucket has counted, without those below it. */
  long count(int bucket) {
    return counts[bucket].sum();
  }

  @Nullable Example example(int bucket) {
    return examples.get(bucket);
  }

  @Override
  public long count() {
    return Arrays.stream(counts).mapToLong(LongAdder::sum).sum();
  }

  @Override
  public double totalTime(TimeUnit unit) {
    return nanos.sum() / (double) unit.toNanos(1);
  }

  @Override
  public double max(TimeUnit unit) {
    return longest.poll(unit);
  }
}
