package dev.buntime.plugin.metrics.internal;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * The platform threads of the JVM, under Micrometer's names. Its own meters ask the JVM about all
 * threads once for each state; here it is asked once for all. Thread-safe.
 */
final class ThreadMeters implements MeterBinder {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private volatile Map<Thread.State, Integer> states = Map.of();

  @Override
  public void bindTo(MeterRegistry registry) {
    gauge(registry, "jvm.threads.live", "Live platform threads", THREADS::getThreadCount);
    gauge(
        registry,
        "jvm.threads.daemon",
        "Live platform threads that are daemons",
        THREADS::getDaemonThreadCount);
    gauge(
        registry,
        "jvm.threads.peak",
        "The most that there were at a time",
        THREADS::getPeakThreadCount);
    FunctionCounter.builder(
            "jvm.threads.started", THREADS, ThreadMXBean::getTotalStartedThreadCount)
        .baseUnit("threads")
        .description("Platform threads that were started")
        .register(registry);
    for (Thread.State state : Thread.State.values()) {
      Gauge.builder("jvm.threads.states", () -> states.getOrDefault(state, 0))
          .baseUnit("threads")
          .description("Live platform threads in a state")
          .tag("state", state.name().toLowerCase(Locale.ROOT).replace('_', '-'))
          .register(registry);
    }
  }

  private static void gauge(
      MeterRegistry registry, String name, String description, IntSupplier value) {
    Gauge.builder(name, value::getAsInt)
        .baseUnit("threads")
        .description(description)
        .register(registry);
  }

  /** Looks at the states of all threads; to be called before a scrape. */
  void refresh() {
    Map<Thread.State, Integer> counts = new EnumMap<>(Thread.State.class);
    for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
      if (thread != null) { // else it has ended meanwhile
        counts.merge(thread.getThreadState(), 1, Integer::sum);
      }
    }
    states = counts;
  }
}
