package dev.buntime.plugin.metrics.internal;

import dev.buntime.plugin.Plugin;
import dev.buntime.plugin.PluginName;
import dev.buntime.runtime.MeasuredRequest;
import dev.buntime.runtime.TrafficRuntime;
import dev.buntime.runtime.WorkerListener;
import dev.buntime.runtime.WorkerRuntime;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
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
  private final VersionTimers registry;
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final ServiceRegistration<WorkerListener> coldStarts;
  private final ThreadMeters threads = new ThreadMeters();
  private final RunnerMeters runner;
  private final AppMeters apps;

  /**
   * Made by Declarative Services. Registers the listener itself and only now: as a service of this
   * component the pool would ask for it while the component waits for the pool.
   */
  @Activate
  public MetricsPlugin(
      BundleContext context,
      @Reference VersionCap cap,
      @Reference WorkerRuntime workers,
      @Reference TrafficRuntime traffic,
      @Reference MeasuredRequest measured) {
    registry = new VersionTimers(prometheus, measured);
    registry.config().meterFilter(cap);
    ColdStarts starts = new ColdStarts(registry, cap);
    runner = new RunnerMeters(registry, workers, traffic);
    apps = new AppMeters(workers, cap, starts::forget);
    List.<MeterBinder>of(
            new ClassLoaderMetrics(),
            new JvmInfoMetrics(),
            new JvmMemoryMetrics(),
            threads,
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
    return MeterText.contentType(isOpenMetrics(accept));
  }

  /** One of the two texts; the third format of the client is not one. */
  private static boolean isOpenMetrics(@Nullable String accept) {
    return accept != null && accept.contains("application/openmetrics-text");
  }

  @Override
  public void write(@Nullable String accept, OutputStream out) throws IOException {
    runner.refresh();
    threads.refresh();
    MeterText text = new MeterText(isOpenMetrics(accept), out);
    apps.write(text); // first: it takes what is gone out of the registry
    registry.write(text);
    text.rest(prometheus.scrape());
  }
}
