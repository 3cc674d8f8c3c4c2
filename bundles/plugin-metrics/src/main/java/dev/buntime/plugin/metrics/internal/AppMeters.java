package dev.buntime.plugin.metrics.internal;

import dev.buntime.runtime.WorkerRuntime;
import dev.buntime.runtime.dto.AppUsageDTO;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What each app version has used and has in hand. Versions beyond the cap are added up.
 *
 * <p>The meters follow what is deployed: those of a version that is gone go at the next scrape.
 * Thread-safe.
 */
final class AppMeters {
  private static final double MILLIS_PER_SECOND = 1000;

  private final MeterRegistry registry;
  private final WorkerRuntime workers;
  private final VersionCap cap;
  private final BiConsumer<String, String> onGone;
  private final Map<Key, Row> rows = new HashMap<>(); // guarded by this

  private record Key(String app, String version) {}

  /** The series of one version, and the figures that they show. */
  private static final class Row {
    private final List<Meter> meters = new ArrayList<>();
    private volatile AppUsageDTO usage;

    Row(AppUsageDTO usage) {
      this.usage = usage;
    }
  }

  /**
   * @param onGone hears of each version that is not deployed any more
   */
  AppMeters(
      MeterRegistry registry,
      WorkerRuntime workers,
      VersionCap cap,
      BiConsumer<String, String> onGone) {
    this.registry = registry;
    this.onGone = onGone;
    this.workers = workers;
    this.cap = cap;
  }

  /** Takes a snapshot of all versions. */
  synchronized void refresh() {
    List<AppUsageDTO> usage = workers.usage();
    forgetAllBut(usage);
    Map<Key, AppUsageDTO> shown = new HashMap<>();
    for (AppUsageDTO one : usage) {
      boolean isNamed = cap.admits(one.app(), one.version());
      Key key =
          isNamed ? new Key(one.app(), one.version()) : new Key(VersionCap.OTHER, VersionCap.OTHER);
      shown.merge(key, one, AppMeters::plus);
    }
    removeAllBut(shown.keySet());
    shown.forEach(this::show);
  }

  /** Whatever has a place, also one that came and went between two scrapes. */
  private void forgetAllBut(List<AppUsageDTO> usage) {
    Set<VersionCap.Version> deployed = new HashSet<>();
    usage.forEach(one -> deployed.add(new VersionCap.Version(one.app(), one.version())));
    cap.keepOnly(deployed).forEach(gone -> onGone.accept(gone.app(), gone.version()));
  }

  private void removeAllBut(Set<Key> shown) {
    Map<Key, Row> gone = new HashMap<>(rows);
    gone.keySet().removeAll(shown);
    gone.values().forEach(row -> row.meters.forEach(registry::remove));
    rows.keySet().retainAll(shown);
  }

  private void show(Key key, AppUsageDTO usage) {
    Row known = rows.get(key);
    if (known == null) {
      rows.put(key, newRow(key, usage));
    } else {
      known.usage = usage;
    }
  }

  private Row newRow(Key key, AppUsageDTO usage) {
    Row row = new Row(usage);
    Tags tags = Tags.of("app", key.app(), "version", key.version());
    gauge(row, tags, "buntime.app.workers", "Workers that live", AppUsageDTO::workers);
    gauge(row, tags, "buntime.app.in.flight", "Requests that run", AppUsageDTO::inFlight);
    gauge(
        row,
        tags,
        "buntime.app.queued",
        "Requests that wait for one of those to end",
        AppUsageDTO::queued);
    gauge(row, tags, "buntime.app.threads", "Live platform threads", AppUsageDTO::threads);
    counter(
        row,
        tags,
        "buntime.app.requests",
        null,
        "Requests that workers were given",
        AppUsageDTO::requestCount);
    counter(
        row,
        tags,
        "buntime.app.errors",
        null,
        "Requests that ended with an exception of the app",
        AppUsageDTO::errorCount);
    counter(
        row,
        tags,
        "buntime.app.timeouts",
        null,
        "Requests that the app did not answer in time",
        AppUsageDTO::timeoutCount);
    counter(
        row,
        tags,
        "buntime.app.cpu",
        "seconds",
        "CPU time of all threads of the workers",
        used -> used.cpuMillis() / MILLIS_PER_SECOND);
    counter(
        row,
        tags,
        "buntime.app.allocated",
        "bytes",
        "Bytes of all objects that threads of the workers made",
        AppUsageDTO::allocatedBytes);
    return row;
  }

  private void gauge(
      Row row, Tags tags, String name, String description, ToDoubleFunction<AppUsageDTO> value) {
    row.meters.add(
        Gauge.builder(name, row, shown -> value.applyAsDouble(shown.usage))
            .description(description)
            .tags(tags)
            .register(registry));
  }

  private void counter(
      Row row,
      Tags tags,
      String name,
      @Nullable String unit,
      String description,
      ToDoubleFunction<AppUsageDTO> value) {
    row.meters.add(
        FunctionCounter.builder(name, row, shown -> value.applyAsDouble(shown.usage))
            .baseUnit(unit)
            .description(description)
            .tags(tags)
            .register(registry));
  }

  private static AppUsageDTO plus(AppUsageDTO one, AppUsageDTO other) {
    return new AppUsageDTO(
        one.app(),
        one.version(),
        one.workers() + other.workers(),
        one.requestCount() + other.requestCount(),
        one.errorCount() + other.errorCount(),
        one.timeoutCount() + other.timeoutCount(),
        one.inFlight() + other.inFlight(),
        one.queued() + other.queued(),
        one.cpuMillis() + other.cpuMillis(),
        one.allocatedBytes() + other.allocatedBytes(),
        one.threads() + other.threads());
  }
}
