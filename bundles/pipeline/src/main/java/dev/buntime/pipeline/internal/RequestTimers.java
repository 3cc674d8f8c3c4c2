package dev.buntime.pipeline.internal;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The timers of one app version, one for each class of status, made when they are first used.
 * Thread-safe.
 */
final class RequestTimers {
  private static final String NAME = "buntime.request.duration";

  /** Upper bounds of the histogram, from a page out of memory to the usual time-out. */
  private static final Duration[] BOUNDS =
      IntStream.of(5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private static final List<String> STATUSES =
      List.of("none", "1xx", "2xx", "3xx", "4xx", "5xx"); // none: the client was gone before

  private final String app;
  private final String version;
  private final AtomicReferenceArray<@Nullable Timer> timers =
      new AtomicReferenceArray<>(STATUSES.size());

  private boolean isRemoved; // guarded by this

  RequestTimers(String app, String version) {
    this.app = app;
    this.version = version;
  }

  /** A request has ended. One that ends after {@link #remove} is not recorded. */
  void record(int status, long time, TimeUnit unit) {
    int kind = status / 100;
    int known = kind < STATUSES.size() ? kind : 0;
    Timer timer = timers.get(known);
    if (timer == null) {
      timer = first(known);
    }
    if (timer != null) {
      timer.record(time, unit);
    }
  }

  /** Locks, for the first request of a kind alone: nobody may bring back what is removed. */
  private synchronized @Nullable Timer first(int kind) {
    if (isRemoved) {
      return null;
    }
    Timer made = newTimer(STATUSES.get(kind)); // the registry makes it once
    timers.set(kind, made);
    return made;
  }

  private Timer newTimer(String status) {
    return Timer.builder(NAME)
        .description("Time from the head of a request to the end of its answer")
        .tag("app", app)
        .tag("version", version)
        .tag("status", status)
        .serviceLevelObjectives(BOUNDS)
        .register(Metrics.globalRegistry);
  }

  /** Takes the meters out of the registry. */
  synchronized void remove() {
    isRemoved = true;
    for (int kind = 0; kind < timers.length(); kind++) {
      Timer timer = timers.get(kind);
      if (timer != null) {
        Metrics.globalRegistry.remove(timer);
      }
    }
  }
}
