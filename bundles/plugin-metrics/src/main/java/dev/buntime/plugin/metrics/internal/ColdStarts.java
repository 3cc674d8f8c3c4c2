package dev.buntime.plugin.metrics.internal;

import dev.buntime.runtime.MeteredVersions;
import dev.buntime.runtime.WorkerListener;
import dev.buntime.runtime.dto.WorkerEventDTO;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** Times how long workers take from Creating to Ready. Thread-safe. */
final class ColdStarts implements WorkerListener {
  private static final String NAME = "buntime.cold.start";

  private static final Duration[] BOUNDS =
      IntStream.of(10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final VersionCap cap;
  private final Map<String, Instant> creating = new ConcurrentHashMap<>();

  ColdStarts(MeterRegistry registry, VersionCap cap) {
    this.registry = registry;
    this.cap = cap;
  }

  @Override
  public void moved(WorkerEventDTO event) {
    if (event.to().equals("Creating")) {
      creating.put(event.worker(), event.at());
      return;
    }
    Instant begin = creating.remove(event.worker());
    if (begin != null && event.to().equals("Ready")) {
      boolean isNamed = cap.isMetered(event.app(), event.version());
      Timer.builder(NAME)
          .description("Time from the creation of a worker until it was ready")
          .tag("app", isNamed ? event.app() : MeteredVersions.OTHER)
          .tag("version", isNamed ? event.version() : MeteredVersions.OTHER)
          .serviceLevelObjectives(BOUNDS)
          .register(registry)
          .record(Duration.between(begin, event.at()));
    }
  }

  /** Takes away the series of a version. */
  void forget(String app, String version) {
    registry.find(NAME).tag("app", app).tag("version", version).timers().forEach(registry::remove);
  }
}
