package dev.buntime.worker.internal;

import dev.buntime.runtime.dto.AppUsageDTO;
import dev.buntime.versions.AppVersion;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What the workers of each app version have used, those that have ended included. What adds up
 * never gets less, so that others can take it for a counter. Thread-safe.
 */
final class UsageBook {
  private final Map<AppVersion, Usage> ended = new HashMap<>();
  private final Map<AppVersion, Usage> told = new HashMap<>();

  /**
   * What a worker, or all workers of a version, have used and have in hand.
   *
   * @param workers that live
   */
  record Usage(
      int workers,
      long requests,
      long errors,
      long timeouts,
      int inFlight,
      int queued,
      long cpuNanos,
      long allocatedBytes,
      int threads) {
    static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0, 0, 0, 0);

    Usage plus(Usage other) {
      return new Usage(
          workers + other.workers,
          requests + other.requests,
          errors + other.errors,
          timeouts + other.timeouts,
          inFlight + other.inFlight,
          queued + other.queued,
          cpuNanos + other.cpuNanos,
          allocatedBytes + other.allocatedBytes,
          threads + other.threads);
    }

    /** What stays of it when its worker has ended. */
    Usage over() {
      return new Usage(0, requests, errors, timeouts, 0, 0, cpuNanos, allocatedBytes, 0);
    }

    /** This, with nothing that adds up less than it was. */
    Usage atLeast(Usage before) {
      return new Usage(
          workers,
          Math.max(requests, before.requests),
          Math.max(errors, before.errors),
          Math.max(timeouts, before.timeouts),
          inFlight,
          queued,
          Math.max(cpuNanos, before.cpuNanos),
          Math.max(allocatedBytes, before.allocatedBytes),
          threads);
    }
  }

  /** A worker has ended; to be called before it is out of sight. */
  synchronized void ended(Worker worker) {
    if (worker.book()) {
      ended.merge(worker.app().id(), worker.usage(LivingThreads.NONE).over(), Usage::plus);
    }
  }

  /** A version is not deployed any more. */
  synchronized void forget(AppVersion id) {
    ended.remove(id);
    told.remove(id);
  }

  /**
   * The figures of all versions; forgets all others.
   *
   * @param deployed the versions
   * @param workers those that there are. One that is just handed from hand to hand may be missing,
   *     so nothing that was told is taken back.
   */
  synchronized List<AppUsageDTO> usage(
      Set<AppVersion> deployed, Supplier<? extends Collection<Worker>> workers) {
    ended.keySet().retainAll(deployed);
    told.keySet().retainAll(deployed);
    Map<AppVersion, Usage> all = new HashMap<>(ended);
    LivingThreads threads = LivingThreads.now();
    for (Worker worker : workers.get()) {
      if (!worker.isBooked()) {
        all.merge(worker.app().id(), worker.usage(threads), Usage::plus);
      }
    }
    return deployed.stream()
        .sorted(Comparator.comparing(AppVersion::app).thenComparing(AppVersion::version))
        .map(id ->
            toDto(
                id,
                told.merge(id, all.getOrDefault(id, Usage.NONE), (old, now) -> now.atLeast(old))))
        .toList();
  }

  private static AppUsageDTO toDto(AppVersion id, Usage usage) {
    return new AppUsageDTO(
        id.app(),
        id.version().toString(),
        usage.workers(),
        usage.requests(),
        usage.errors(),
        usage.timeouts(),
        usage.inFlight(),
        usage.queued(),
        TimeUnit.NANOSECONDS.toMillis(usage.cpuNanos()),
        usage.allocatedBytes(),
        usage.threads());
  }
}
