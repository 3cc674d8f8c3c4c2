package dev.buntime.plugin.metrics.internal;

import dev.buntime.runtime.TrafficRuntime;
import dev.buntime.runtime.WorkerRuntime;
import dev.buntime.runtime.dto.CensusDTO;
import dev.buntime.runtime.dto.PoolDTO;
import dev.buntime.runtime.dto.TrafficDTO;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Meters of the runner as a whole: its pool, its workers, what is left of them.
 *
 * <p>All show one snapshot, which is taken before a scrape: the figures belong together, and cost
 * one look for all meters. Thread-safe.
 */
final class RunnerMeters {
  private static final List<String> STATES =
      List.of("Creating", "Ready", "Active", "Idle", "Draining", "Failed");

  private final WorkerRuntime workers;
  private final TrafficRuntime traffic;
  private volatile @Nullable Figures figures;

  private record Figures(
      PoolDTO pool, CensusDTO census, TrafficDTO traffic, Map<String, Long> states) {
    long leaks() {
      return census.remnants().stream().filter(CensusDTO.RemnantDTO::leak).count();
    }
  }

  /** Puts the meters into a registry. */
  RunnerMeters(MeterRegistry registry, WorkerRuntime workers, TrafficRuntime traffic) {
    this.workers = workers;
    this.traffic = traffic;
    gauge(registry, "buntime.pool.size", "Live workers that there may be", f -> f.pool().size());
    gauge(
        registry,
        "buntime.pool.waiting",
        "Requests that wait because all workers are busy",
        f -> f.pool().waiting());
    counter(
        registry, "buntime.pool.hits", "Requests that found a live worker", f -> f.pool().hits());
    counter(registry, "buntime.pool.misses", "Requests that found none", f -> f.pool().misses());
    counter(
        registry,
        "buntime.pool.evictions",
        "Workers that were stopped to make room for another one",
        f -> f.pool().evictions());
    counter(
        registry,
        "buntime.worker.starts",
        "Workers that became ready",
        f -> f.pool().workersCreated());
    counter(
        registry,
        "buntime.worker.start.failures",
        "Workers that did not start",
        f -> f.pool().workersFailed());
    gauge(
        registry,
        "buntime.zombie.threads",
        "Threads that run on although their worker was killed",
        f -> f.pool().zombieThreads());
    gauge(
        registry,
        "buntime.requests.in.flight",
        "Requests that have begun and not ended",
        f -> f.traffic().inFlight());
    counter(
        registry,
        "buntime.class.loaders.collected",
        "Class loaders of ended workers that were collected",
        f -> f.census().collected());
    gauge(
        registry,
        "buntime.class.loaders.leaked",
        "Class loaders of ended workers that something holds",
        Figures::leaks);
    for (String state : STATES) {
      Gauge.builder(
              "buntime.workers", this, self -> self.read(f -> f.states().getOrDefault(state, 0L)))
          .description("Workers in a state")
          .tag("state", state)
          .register(registry);
    }
  }

  private void gauge(
      MeterRegistry registry, String name, String description, ToDoubleFunction<Figures> value) {
    Gauge.builder(name, this, self -> self.read(value)).description(description).register(registry);
  }

  private void counter(
      MeterRegistry registry, String name, String description, ToDoubleFunction<Figures> value) {
    FunctionCounter.builder(name, this, self -> self.read(value))
        .description(description)
        .register(registry);
  }

  private double read(ToDoubleFunction<Figures> value) {
    Figures now = figures;
    return now == null ? Double.NaN : value.applyAsDouble(now);
  }

  /** Takes the snapshot. */
  void refresh() {
    figures = new Figures(workers.pool(), workers.census(), traffic.traffic(), workers.states());
  }
}
