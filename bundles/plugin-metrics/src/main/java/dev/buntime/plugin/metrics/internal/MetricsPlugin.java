package dev.buntime.plugin.metrics.internal;

import dev.buntime.plugin.Plugin;
import dev.buntime.plugin.PluginName;
import dev.buntime.runtime.MeasuredRequest;
import dev.buntime.runtime.TrafficRuntime;
import dev.buntime.runtime.WorkerListener;
import dev.buntime.runtime.WorkerRuntime;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Keeps what the runner and its plugins record, and shows it to Prometheus.
 *
 * <p>It adds a registry to Micrometer's global one, into which everybody records. Without this
 * plugin there is none, and recording does nothing. Thread-safe.
 */
@Component(
    configurationPid = MetricsConfig.PID,
    service = {Plugin.class, Scrape.class},
    property = Plugin.BLOCKING + ":Boolean=false") // it looks at no request itself
@PluginName(MetricsPlugin.NAME)
@Designate(ocd = MetricsConfig.class)
public final class MetricsPlugin implements Plugin, Scrape {
  static final String NAME = "plugin-metrics";

  private final PrometheusRegistry prometheus = new PrometheusRegistry();
  private final PrometheusMeterRegistry registry;
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final ExpositionFormats formats = ExpositionFormats.init();
  private final ServiceRegistration<WorkerListener> coldStarts;
  private final RunnerMeters runner;
  private final AppMeters apps;

  /**
   * Made by Declarative Services. Registers the listener itself and only now: as a service of this
   * component the pool would ask for it while the component waits for the pool.
   */
  @Activate
  public MetricsPlugin(
      BundleContext context,
      MetricsConfig config,
      @Reference WorkerRuntime workers,
      @Reference TrafficRuntime traffic,
      @Reference MeasuredRequest measured) {
    registry =
        new PrometheusMeterRegistry(
            PrometheusConfig.DEFAULT, prometheus, Clock.SYSTEM, new RequestSpan(measured));
    VersionCap cap = new VersionCap(config.maxVersions());
    registry.config().meterFilter(cap);
    ColdStarts starts = new ColdStarts(registry);
    runner = new RunnerMeters(registry, workers, traffic);
    apps = new AppMeters(registry, workers, cap, starts::forget);
    List.<MeterBinder>of(
            new ClassLoaderMetrics(),
            new JvmInfoMetrics(),
            new JvmMemoryMetrics(),
            new JvmThreadMetrics(),
            new FileDescriptorMetrics(),
            new ProcessMeters(),
            new UptimeMetrics(),
            collections)
        .forEach(binder -> binder.bindTo(registry));
    Metrics.addRegistry(registry);
    coldStarts = context.registerService(WorkerListener.class, starts, null);
  }

  @Deactivate
  void stop() {
    coldStarts.unregister();
    Metrics.removeRegistry(registry);
    collections.close();
    registry.close();
  }

  @Override
  public String contentType(@Nullable String accept) {
    return writer(accept).getContentType();
  }

  /** One of the two texts; the third format of the client is not one. */
  private ExpositionFormatWriter writer(@Nullable String accept) {
    return accept != null && accept.contains("application/openmetrics-text")
        ? formats.getOpenMetricsTextFormatWriter()
        : formats.getPrometheusTextFormatWriter();
  }

  @Override
  public void write(@Nullable String accept, OutputStream out) throws IOException {
    runner.refresh();
    apps.refresh();
    writer(accept).write(out, Exemplary.named(prometheus.scrape()));
  }
}
