package dev.buntime.plugin.metrics.internal;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/**
 * What the process has used of the processors, under the names that Prometheus recommends for all
 * programs. Those of Micrometer have neither base units nor names that {@code promtool} accepts.
 */
final class ProcessMeters implements MeterBinder {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean)
          ManagementFactory.getOperatingSystemMXBean(); // every OpenJDK has this kind

  @Override
  public void bindTo(MeterRegistry registry) {
    FunctionCounter.builder("process.cpu", SYSTEM, ProcessMeters::cpuSeconds)
        .baseUnit("seconds")
        .description("CPU time of the process, user and system")
        .register(registry);
    Gauge.builder("process.cpu.usage", SYSTEM, OperatingSystemMXBean::getProcessCpuLoad)
        .description("Share of all processors that the process uses, 0 to 1")
        .register(registry);
    Gauge.builder("system.cpu.usage", SYSTEM, OperatingSystemMXBean::getCpuLoad)
        .description("Share of all processors that are busy, 0 to 1")
        .register(registry);
    Gauge.builder("system.cpus", SYSTEM, OperatingSystemMXBean::getAvailableProcessors)
        .description("Processors that the JVM may use")
        .register(registry);
  }

  private static double cpuSeconds(OperatingSystemMXBean system) {
    return (double) system.getProcessCpuTime() / TimeUnit.SECONDS.toNanos(1);
  }
}
