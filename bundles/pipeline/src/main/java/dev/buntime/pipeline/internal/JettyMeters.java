package dev.buntime.pipeline.internal;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Meters of a Jetty server: its threads and its connections. */
final class JettyMeters {
  private final List<Meter> meters = new ArrayList<>();

  /** Puts them into Micrometer's global registry. */
  JettyMeters(Server server) {
    if (server.getThreadPool() instanceof QueuedThreadPool pool) {
      add(
          "jetty.threads.busy",
          "Threads that serve a request or wait for input and output",
          pool,
          QueuedThreadPool::getBusyThreads);
      add(
          "jetty.threads.idle",
          "Threads that wait for work",
          pool,
          QueuedThreadPool::getIdleThreads);
      add("jetty.threads.max", "Threads that there may be", pool, QueuedThreadPool::getMaxThreads);
      add(
          "jetty.threads.queued",
          "Tasks that wait for a thread",
          pool,
          QueuedThreadPool::getQueueSize);
    }
    add("jetty.connections", "Open connections of clients", server, JettyMeters::connections);
  }

  private <T> void add(String name, String description, T subject, ToDoubleFunction<T> value) {
    meters.add(
        Gauge.builder(name, subject, value)
            .description(description)
            .register(Metrics.globalRegistry));
  }

  private static double connections(Server server) {
    double sum = 0;
    for (Connector connector : server.getConnectors()) {
      sum += connector.getConnectedEndPoints().size();
    }
    return sum;
  }

  /** Takes them out again. */
  void remove() {
    meters.forEach(Metrics.globalRegistry::remove);
  }
}
