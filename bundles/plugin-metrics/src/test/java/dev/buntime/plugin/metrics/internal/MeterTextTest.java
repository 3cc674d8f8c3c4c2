package dev.buntime.plugin.metrics.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.plugin.metrics.internal.MeterText.Kind;
import dev.buntime.runtime.MeasuredRequest;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.Test;

/** That the text is the one that the client itself would write. */
public final class MeterTextTest {
  private static final MeasuredRequest NO_REQUEST =
      new MeasuredRequest() {
        @Override
        public @Nullable String requestId() {
          return null;
        }

        @Override
        public @Nullable String traceId() {
          return null;
        }
      };

  private static final String AWKWARD = "a\"b\\c\nd größe";

  @Test
  public void histograms_areThoseOfTheClient() throws IOException {
    PrometheusRegistry theirs = new PrometheusRegistry();
    MeterRegistry client =
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, theirs, Clock.SYSTEM);
    VersionTimers ours = new VersionTimers(new PrometheusRegistry(), NO_REQUEST);
    record(client);
    record(ours);

    for (boolean isOpenMetrics : new boolean[] {false, true}) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      MeterText text = new MeterText(isOpenMetrics, out);
      ours.write(text);
      text.rest(new MetricSnapshots());
      assertThat(out.toString(StandardCharsets.UTF_8))
          .isEqualTo(written(isOpenMetrics, theirs.scrape()))
          .contains("buntime_took_seconds_bucket{", "le=\"+Inf\"} 4\n", "_max{");
    }
  }

  private static void record(MeterRegistry registry) {
    for (String app : new String[] {"shop", AWKWARD, "cart"}) {
      Timer timer =
          Timer.builder("buntime.took")
              .description("What it takes")
              .tags(Tags.of("version", "1.0.0", "app", app, "status", "2xx"))
              .serviceLevelObjectives(Duration.ofMillis(5), Duration.ofMillis(250))
              .register(registry);
      timer.record(5, TimeUnit.MILLISECONDS);
      timer.record(6, TimeUnit.MILLISECONDS);
      timer.record(7, TimeUnit.MICROSECONDS);
      timer.record(90, TimeUnit.SECONDS);
    }
  }

  @Test
  public void gaugesAndCounters_areThoseOfTheClient() throws IOException {
    Labels labels = Labels.of("app", AWKWARD, "version", "1.0.0");
    MetricSnapshots theirs =
        new MetricSnapshots(
            GaugeSnapshot.builder()
                .name("depth")
                .help("How deep")
                .dataPoint(GaugeDataPointSnapshot.builder().labels(labels).value(1.5e17).build())
                .build(),
            CounterSnapshot.builder()
                .name("used_seconds")
                .help("Time")
                .dataPoint(CounterDataPointSnapshot.builder().labels(labels).value(3).build())
                .build());

    for (boolean isOpenMetrics : new boolean[] {false, true}) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      MeterText text = new MeterText(isOpenMetrics, out);
      String ours = MeterText.label("app", AWKWARD) + "," + MeterText.label("version", "1.0.0");
      text.head(Kind.GAUGE, "depth", "How deep");
      text.line(Kind.GAUGE, "depth", ours, 1.5e17);
      text.head(Kind.COUNTER, "used_seconds", "Time");
      text.line(Kind.COUNTER, "used_seconds", ours, 3);
      text.rest(new MetricSnapshots());
      assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(written(isOpenMetrics, theirs));
    }
  }

  private static String written(boolean isOpenMetrics, MetricSnapshots all) throws IOException {
    ExpositionFormatWriter writer =
        isOpenMetrics ? OpenMetricsTextFormatWriter.create() : PrometheusTextFormatWriter.create();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writer.write(out, all);
    return out.toString(StandardCharsets.UTF_8);
  }
}
