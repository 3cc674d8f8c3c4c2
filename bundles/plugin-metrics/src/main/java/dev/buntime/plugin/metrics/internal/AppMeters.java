package dev.buntime.plugin.metrics.internal;

import dev.buntime.plugin.metrics.internal.MeterText.Kind;
import dev.buntime.runtime.MeteredVersions;
import dev.buntime.runtime.WorkerRuntime;
import dev.buntime.runtime.dto.AppUsageDTO;
import java.io.IOException;
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
 * What each app version has used and has in hand. Versions beyond the cap are added up; what those
 * of them have used that are gone stays in the sum, as a counter must not fall.
 *
 * <p>Nothing is recorded here: the pool's figures are shown as they are, without a meter of
 * Micrometer for each, which would take most of the time of a scrape. Thread-safe.
 */
final class AppMeters {
  private static final double MILLIS_PER_SECOND = 1000;

  private static final VersionCap.Version OTHERS =
      new VersionCap.Version(MeteredVersions.OTHER, MeteredVersions.OTHER);

  private static final List<Family> FAMILIES =
      List.of(
          new Family(Kind.GAUGE, "workers", "Workers that live", AppUsageDTO::workers),
          new Family(Kind.GAUGE, "in_flight", "Requests that run", AppUsageDTO::inFlight),
          new Family(
              Kind.GAUGE,
              "queued",
              "Requests that wait for one of those to end",
              AppUsageDTO::queued),
          new Family(Kind.GAUGE, "threads", "Live platform threads", AppUsageDTO::threads),
          new Family(
              Kind.COUNTER,
              "requests",
              "Requests that workers were given",
              AppUsageDTO::requestCount),
          new Family(
              Kind.COUNTER,
              "errors",
              "Requests that ended with an exception of the app",
              AppUsageDTO::errorCount),
          new Family(
              Kind.COUNTER,
              "timeouts",
              "Requests that the app did not answer in time",
              AppUsageDTO::timeoutCount),
          new Family(
              Kind.COUNTER,
              "cpu_seconds",
              "CPU time of all threads of the workers",
              used -> used.cpuMillis() / MILLIS_PER_SECOND),
          new Family(
              Kind.COUNTER,
              "allocated_bytes",
              "Bytes of all objects that threads of the workers made",
              AppUsageDTO::allocatedBytes));

  private final WorkerRuntime workers;
  private final VersionCap cap;
  private final BiConsumer<String, String> onGone;
  private final Map<VersionCap.Version, String> labels = new HashMap<>(); // guarded by this
  private Map<VersionCap.Version, AppUsageDTO> others = Map.of(); // beyond the cap; guarded by this
  private @Nullable AppUsageDTO goneOthers; // guarded by this

  /** The figures of one kind. */
  private record Family(Kind kind, String name, String help, ToDoubleFunction<AppUsageDTO> value) {

    void write(MeterText text, List<Row> rows) throws IOException {
      String full = "buntime_app_" + name;
      text.head(kind, full, help);
      for (Row row : rows) {
        text.line(kind, full, row.labels(), value.applyAsDouble(row.usage()));
      }
    }
  }

  private record Row(String labels, AppUsageDTO usage) {}

  /**
   * @param onGone hears of each version that is not deployed any more
   */
  AppMeters(WorkerRuntime workers, VersionCap cap, BiConsumer<String, String> onGone) {
    this.workers = workers;
    this.cap = cap;
    this.onGone = onGone;
  }

  /** Writes the figures of all versions, and forgets those that are gone. */
  void write(MeterText text) throws IOException {
    List<Row> rows = rows();
    if (!rows.isEmpty()) {
      for (Family family : FAMILIES) {
        family.write(text, rows);
      }
    }
  }

  private synchronized List<Row> rows() {
    List<AppUsageDTO> usage = workers.usage();
    Set<VersionCap.Version> deployed = new HashSet<>();
    usage.forEach(one -> deployed.add(versionOf(one)));
    cap.keepOnly(deployed).forEach(gone -> onGone.accept(gone.app(), gone.version()));
    labels.keySet().retainAll(deployed);
    List<Row> rows = new ArrayList<>();
    Map<VersionCap.Version, AppUsageDTO> beyond = new HashMap<>();
    for (AppUsageDTO one : usage) {
      if (cap.isMetered(one.app(), one.version())) {
        rows.add(new Row(labelsOf(versionOf(one)), one));
      } else {
        beyond.put(versionOf(one), one);
      }
    }
    AppUsageDTO sum = sumOf(beyond);
    if (sum != null) {
      rows.add(new Row(labelsOf(OTHERS), sum));
    }
    return rows;
  }

  private static VersionCap.Version versionOf(AppUsageDTO usage) {
    return new VersionCap.Version(usage.app(), usage.version());
  }

  private String labelsOf(VersionCap.Version version) {
    return labels.computeIfAbsent(
        version,
        made ->
            MeterText.label("app", made.app()) + "," + MeterText.label("version", made.version()));
  }

  /** Null as long as there has been no version beyond the cap. */
  private @Nullable AppUsageDTO sumOf(Map<VersionCap.Version, AppUsageDTO> beyond) {
    others.forEach((version, last) -> {
      if (!beyond.containsKey(version)) {
        goneOthers = plus(goneOthers, over(last));
      }
    });
    others = beyond;
    AppUsageDTO sum = goneOthers;
    for (AppUsageDTO one : beyond.values()) {
      sum = plus(sum, one);
    }
    return sum;
  }

  /** What stays of what a version has used. */
  private static AppUsageDTO over(AppUsageDTO one) {
    return new AppUsageDTO(
        one.app(),
        one.version(),
        0,
        one.requestCount(),
        one.errorCount(),
        one.timeoutCount(),
        0,
        0,
        one.cpuMillis(),
        one.allocatedBytes(),
        0);
  }

  private static AppUsageDTO plus(@Nullable AppUsageDTO one, AppUsageDTO other) {
    return one == null
        ? other
        : new AppUsageDTO(
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
