package dev.buntime.pipeline.internal;

import dev.buntime.pipeline.internal.port.ManagementPort;
import dev.buntime.pipeline.internal.port.TlsPort;
import dev.buntime.plugins.Plugins;
import dev.buntime.runtime.HttpEndpoint;
import dev.buntime.versions.AppVersion;
import dev.buntime.worker.HealthProbe;
import dev.buntime.worker.Lease;
import dev.buntime.worker.WorkerPool;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Context;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.ContextHandler.ContextScopeListener;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runner's place in the Jetty server of Felix HTTP.
 *
 * <pre>
 * Server
 *  └ ContextHandlerCollection     Felix HTTP's
 *     └ GracefulHandler           counts requests; refuses new ones while draining
 *        └ Gate                   plugins, route, hand-over
 *           └ ServletContextHandler   Felix HTTP's dispatcher
 * </pre>
 *
 * <p>Running it drains the server. Thread-safe but for {@link #install}, {@link #open} and {@link
 * #remove}.
 */
final class JettyFront implements HttpEndpoint, HealthProbe, Runnable {
  private static final Logger log = LoggerFactory.getLogger(JettyFront.class);

  private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(25);

  private final ServletContextHandler servlets;
  private final Server server;
  private final ContextHandlerCollection contexts;
  private final Gate gate;
  private final GracefulHandler graceful;
  private final WorkerPool pool;
  private final Plugins plugins;
  private final LocalProbe probe;
  private final FrontDoor door;
  private final TlsPort tls;
  private final SelectorWatch selectors;
  private final ContextScopeListener scope =
      new ContextScopeListener() {
        @Override
        public void enterScope(Context context, @Nullable Request request) {
          Handover.enterApp(); // Jetty has set a context class loader of its own
        }
      };
  private @Nullable JettyMeters meters;
  private volatile boolean accepting = true;

  JettyFront(
      ServletContextHandler servlets,
      Gate gate,
      WorkerPool pool,
      Plugins plugins,
      LocalProbe probe,
      FrontDoor door,
      TlsPort tls) {
    this.tls = tls;
    this.plugins = plugins;
    this.probe = probe;
    this.door = door;
    this.servlets = servlets;
    this.server = servlets.getServer();
    this.selectors = new SelectorWatch(server);
    this.contexts = server.getDescendant(ContextHandlerCollection.class);
    this.gate = gate;
    this.graceful = new GracefulHandler(gate);
    this.pool = pool;
  }

  /** Puts the gate in; {@link #open} lets requests come. */
  void install() {
    for (Connector connector : server.getConnectors()) {
      connector.getConnectionFactories().stream()
          .filter(HttpConfiguration.ConnectionFactory.class::isInstance)
          .map(HttpConfiguration.ConnectionFactory.class::cast)
          .forEach(factory -> factory.getHttpConfiguration().setUriCompliance(ManagementPort.URIS));
    }
    tls.secure(server);
    ProblemHandler problems = new ProblemHandler(plugins::enter);
    server.setErrorHandler(problems);
    servlets.setErrorHandler(problems);
    servlets.addEventListener(scope);
    swap(servlets, graceful);
    gate.manage(servlets);
    selectors.start();
    meters = new JettyMeters(server);
    server.getThreadPool().execute(Answers::rehearse);
  }

  /** Lets requests come: Felix HTTP dispatches them now. */
  void open() {
    door.open(server);
  }

  /** Takes the gate out again; no request comes any more. */
  void remove() {
    accepting = false;
    selectors.stop();
    if (meters != null) {
      meters.remove();
    }
    door.close(server);
    tls.forget(server);
    if (!server.isRunning()) {
      return;
    }
    gate.unmanage(servlets);
    swap(graceful, servlets);
    servlets.removeEventListener(scope);
  }

  /** Exchanges the handler below Felix HTTP's collection without stopping either. */
  private void swap(Handler out, Handler in) {
    in.setServer(server);
    start(in);
    contexts.unmanage(out);
    contexts.setHandlers(List.of(in));
    contexts.manage(in);
  }

  private static void start(Handler handler) {
    try {
      handler.start();
    } catch (Exception e) {
      throw new IllegalStateException(handler + " does not start", e);
    }
  }

  /** The connectors that clients come in through. */
  List<ServerConnector> connectors() {
    return Arrays.stream(server.getConnectors())
        .filter(ServerConnector.class::isInstance)
        .map(ServerConnector.class::cast)
        .toList();
  }

  /** Whether a connector is one of the server, or was before the server stopped. */
  boolean has(ServerConnector connector) {
    return server.equals(connector.getServer());
  }

  @Override
  public String url() {
    return url(false).orElseThrow(() -> new IllegalStateException("no TCP connector is open"));
  }

  @Override
  public String managementUrl() {
    return url(true).orElseGet(this::url);
  }

  private Optional<String> url(boolean isManagement) {
    return connectors().stream()
        .filter(tcp -> tcp.isOpen() && ManagementPort.is(tcp) == isManagement)
        .map(JettyFront::url)
        .findFirst();
  }

  private static String url(ServerConnector tcp) {
    String host = tcp.getHost();
    String name = host == null ? "localhost" : host.contains(":") ? "[" + host + "]" : host;
    String scheme = tcp.getConnectionFactory(SslConnectionFactory.class) == null ? "http" : "https";
    return scheme + "://" + name + ":" + tcp.getLocalPort();
  }

  @Override
  public int get(AppVersion id, String path, Lease lease) throws IOException, InterruptedException {
    return probe.get(id, path, lease);
  }

  @Override
  public boolean isAccepting() {
    return accepting;
  }

  /**
   * Accepts no more connections and requests, waits until those that it has are answered, and ends
   * the plugins.
   */
  @Override
  public void run() {
    drain();
    plugins.stop();
  }

  private void drain() {
    accepting = false;
    selectors.stop();
    for (Connector connector : server.getConnectors()) {
      var _ = connector.shutdown(); // its end is that of the last connection, idle ones included
    }
    CompletableFuture<Void> answered = graceful.shutdown();
    pool.recallStreams(); // they would hold up everything else
    try {
      answered.get(DRAIN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      log.warn(
          "{} requests did not end within {} s and are cut off",
          graceful.getCurrentRequestCount(),
          DRAIN_TIMEOUT.toSeconds());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      log.warn("draining failed", e.getCause());
    }
  }
}
