package dev.buntime.worker.internal;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for a worker that fills the heap, before it is full: then the JVM would stop everybody for
 * one collection after the other, and refuse an object to whoever happens to want one.
 *
 * <p>What is left after a collection tells how full the heap is. Who fills it cannot be told, for
 * objects have no owner; but who has allocated more than all others together while most of a roomy
 * heap was used up, within a minute, is taken for the one, and ended. A heap that fills slowly is
 * only reported: there the one who allocates most is most likely only the one with most to do.
 *
 * <p>Not thread-safe.
 *
 * @param <W> a worker
 */
final class HeapWatch<W> {
  private static final Logger log = LoggerFactory.getLogger(HeapWatch.class);

  private static final int ROOMY_SHARE = 4; // of the heap is free: a quarter
  private static final int SHORT_SHARE = 8;
  private static final long FAST_NANOS = Duration.ofMinutes(1).toNanos();
  private static final long REPORT_NANOS = Duration.ofMinutes(1).toNanos();
  private static final int TOP = 5;

  private final Supplier<? extends Collection<W>> workers;
  private final ToLongFunction<W> allocatedLately;
  private final Supplier<ToLongFunction<W>> allocatedNow;
  private final LongSupplier ticker;
  private final Ending<W> ending;

  private Map<W, Long> whenRoomy = Map.of();
  private long roomyNanos;
  private @Nullable Long reportedNanos;

  /** Ends a worker. */
  @FunctionalInterface
  interface Ending<W> {

    /**
     * Ends it at once.
     *
     * @param why as a part of a sentence whose subject is the worker
     */
    void end(W worker, String why);
  }

  /**
   * Watches for a pool.
   *
   * @param workers all that there are at the moment
   * @param allocatedLately bytes that a worker has allocated so far, a second ago perhaps
   * @param allocatedNow the same, exactly, for a higher price
   * @param ticker nanoseconds
   */
  HeapWatch(
      Supplier<? extends Collection<W>> workers,
      ToLongFunction<W> allocatedLately,
      Supplier<ToLongFunction<W>> allocatedNow,
      LongSupplier ticker,
      Ending<W> ending) {
    this.workers = workers;
    this.allocatedLately = allocatedLately;
    this.allocatedNow = allocatedNow;
    this.ticker = ticker;
    this.ending = ending;
    roomyNanos = ticker.getAsLong();
  }

  /**
   * There was a collection.
   *
   * @param room bytes that are free now
   * @param size bytes of the whole heap
   */
  void collected(long room, long size) {
    if (room >= size / ROOMY_SHARE) {
      begin(allocations(allocatedLately));
    } else if (room < size / SHORT_SHARE) {
      shortOf(room, size);
    }
  }

  private void begin(Map<W, Long> allocations) {
    whenRoomy = allocations;
    roomyNanos = ticker.getAsLong();
  }

  private Map<W, Long> allocations(ToLongFunction<W> allocated) {
    Map<W, Long> all = new HashMap<>();
    workers.get().forEach(worker -> all.put(worker, allocated.applyAsLong(worker)));
    return all;
  }

  private void shortOf(long room, long size) {
    Map<W, Long> now = allocations(allocatedNow.get());
    Map<W, Long> since = new HashMap<>(now);
    since.replaceAll((worker, bytes) -> bytes - whenRoomy.getOrDefault(worker, 0L));
    long sum = since.values().stream().mapToLong(Long::longValue).sum();
    W most = since.keySet().stream().max(Comparator.comparing(since::get)).orElse(null);
    if (most == null) {
      return;
    }
    long bytes = since.getOrDefault(most, 0L);
    if (bytes > sum / 2
        && bytes >= size / ROOMY_SHARE - room
        && ticker.getAsLong() - roomyNanos < FAST_NANOS) {
      log.error(
          "The heap is nearly full: {} of {} MiB are left after a collection. {} has allocated {} of"
              + " the {} MiB since it had room, and is ended",
          room >> 20,
          size >> 20,
          most,
          bytes >> 20,
          sum >> 20);
      ending.end(most, "it filled the heap");
      begin(now); // nobody else is ended before that had its effect
    } else {
      report(room, size, since);
    }
  }

  private void report(long room, long size, Map<W, Long> since) {
    long now = ticker.getAsLong();
    if (reportedNanos == null || now - reportedNanos >= REPORT_NANOS) {
      reportedNanos = now;
      log.warn(
          "The heap is nearly full: {} of {} MiB are left after a collection. All apps share it;"
              + " allocated since it had room, garbage included: {}",
          room >> 20,
          size >> 20,
          since.entrySet().stream()
              .sorted(Map.Entry.<W, Long>comparingByValue().reversed())
              .limit(TOP)
              .map(one -> one.getKey() + " " + (one.getValue() >> 20) + " MiB")
              .collect(Collectors.joining(", ")));
    }
  }
}
