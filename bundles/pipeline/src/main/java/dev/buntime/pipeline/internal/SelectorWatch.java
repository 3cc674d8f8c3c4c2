package dev.buntime.pipeline.internal;

import java.nio.channels.Selector;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a connector anew when one of its selectors has ended.
 *
 * <p>Jetty gives up a selector that meets an {@code Error}, such as a full heap, and goes on
 * accepting connections that nobody reads from then on. Its connections are lost with it; new ones
 * are not.
 */
final class SelectorWatch {
  private static final Logger log = LoggerFactory.getLogger(SelectorWatch.class);

  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final Server server;
  private volatile boolean isOver;

  SelectorWatch(Server server) {
    this.server = server;
  }

  /** Begins. */
  void start() {
    lookLater();
  }

  /** Ends. */
  void stop() {
    isOver = true;
  }

  private void lookLater() {
    var _ =
        server.getScheduler().schedule(this::lookAside, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A look may take as long as a connector needs to stop; the scheduler has others to serve. */
  private void lookAside() {
    if (isOver || !server.isRunning()) {
      return;
    }
    try {
      server.getThreadPool().execute(this::look);
    } catch (RejectedExecutionException e) {
      log.debug("no thread for a look at the selectors; the next one follows", e);
      lookLater();
    }
  }

  private void look() {
    try {
      for (Connector connector : server.getConnectors()) {
        if (connector instanceof ServerConnector tcp && isDeaf(tcp)) {
          restart(tcp);
        }
      }
    } catch (Exception | Error e) { // the heap may still be full
      log.error("the connector does not start anew; the next try follows", e);
    } finally {
      lookLater();
    }
  }

  private static boolean isDeaf(ServerConnector connector) {
    return connector.isFailed()
        || (connector.isRunning()
            && connector.getSelectorManager().getBeans(ManagedSelector.class).stream()
                .anyMatch(selector -> hasEnded(selector.getSelector())));
  }

  private static boolean hasEnded(Selector selector) {
    return selector == null || !selector.isOpen();
  }

  private static void restart(ServerConnector connector) throws Exception {
    log.error("{} has lost a selector; it starts anew, its connections are closed", connector);
    int port = connector.getLocalPort();
    connector.stop();
    if (port > 0) {
      connector.setPort(port); // another one would be taken if any was asked for
    }
    connector.start();
  }
}
