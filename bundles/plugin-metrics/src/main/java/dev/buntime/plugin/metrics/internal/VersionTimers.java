package dev.buntime.plugin.metrics.internal;

import dev.buntime.plugin.metrics.internal.MeterText.Kind;
import dev.buntime.runtime.MeasuredRequest;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;

/**
 * Micrometer's registry for Prometheus, but for the runner's timers of app versions, which it keeps
 * itself.
 *
 * <p>They are nearly all lines of a scrape. The registry would make snapshots of them, sort those
 * and check all names anew, for each scrape. Here they lie in order, with their labels written.
 * Thread-safe.
 */
final class VersionTimers extends PrometheusMeterRegistry {
  private static final String OURS = "buntime.";

  private final MeasuredRequest measured;
  private final Map<String, Family> families = new ConcurrentSkipListMap<>(); // by their names

  /** All timers of one name, by their labels. */
  private record Family(String help, Map<String, VersionTimer> timers) {}

  VersionTimers(PrometheusRegistry prometheus, MeasuredRequest measured) {
    super(PrometheusConfig.DEFAULT, prometheus, Clock.SYSTEM);
    this.measured = measured;
    config().onMeterRemoved(this::removed);
  }

  @Override
  protected Timer newTimer(Meter.Id id, DistributionStatisticConfig config, PauseDetector pauses) {
    if (!isOfAVersion(id)) {
      return super.newTimer(id, config, pauses);
    }
    VersionTimer timer = new VersionTimer(id, clock, config, pauses, measured);
    families
        .computeIfAbsent(
            getConventionName(id),
            _ ->
                new Family(
                    Objects.requireNonNullElse(id.getDescription(), ""),
                    new ConcurrentSkipListMap<>()))
        .timers()
        .put(labels(id), timer);
    return timer;
  }

  private static boolean isOfAVersion(Meter.Id id) {
    return id.getName().startsWith(OURS)
        && id.getTag("app") != null
        && id.getTag("version") != null;
  }

  private String labels(Meter.Id id) {
    return getConventionTags(id).stream()
        .map(tag -> MeterText.label(tag.getKey(), tag.getValue()))
        .collect(Collectors.joining(","));
  }

  private void removed(Meter meter) {
    Family family = families.get(getConventionName(meter.getId()));
    if (family != null) {
      family.timers().remove(labels(meter.getId()));
    }
  }

  /** Writes them, and the longest time of each as a meter of its own, as Micrometer does. */
  void write(MeterText text) throws IOException {
    for (var family : families.entrySet()) {
      String name = family.getKey();
      var timers = family.getValue().timers().entrySet();
      if (timers.isEmpty()) {
        continue;
      }
      String help = family.getValue().help();
      text.head(Kind.HISTOGRAM, name, help);
      for (var timer : timers) {
        text.lines(name, timer.getKey(), timer.getValue());
      }
      String longest = name + "_max";
      text.head(Kind.GAUGE, longest, help);
      for (var timer : timers) {
        text.line(Kind.GAUGE, longest, timer.getKey(), timer.getValue().max(getBaseTimeUnit()));
      }
    }
  }
}
