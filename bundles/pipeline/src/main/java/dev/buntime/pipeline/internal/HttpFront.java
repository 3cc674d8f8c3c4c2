package dev.buntime.pipeline.internal;

import dev.buntime.catalog.Catalog;
import dev.buntime.pipeline.internal.port.ManagementPort;
import dev.buntime.pipeline.internal.port.TlsPort;
import dev.buntime.plugins.Plugins;
import dev.buntime.router.Router;
import dev.buntime.runtime.DeploymentRuntime;
import dev.buntime.runtime.HttpEndpoint;
import dev.buntime.sandbox.Sandbox;
import dev.buntime.worker.HealthProbe;
import dev.buntime.worker.WorkerPool;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContextAttributeListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.apache.felix.http.jetty.LoadBalancerCustomizerFactory;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.servlet.whiteboard.HttpWhiteboardConstants;
import org.osgi.service.servlet.whiteboard.Preprocessor;

/**
 * The runner's one whiteboard preprocessor (OSGi Servlet Service, section 140.9).
 *
 * <p>When Felix HTTP takes it, it puts the {@link Gate} before Felix HTTP; whatever the gate handed
 * over comes back here on the worker's thread and goes on into the worker's servlet context. Felix
 * HTTP restarts Jetty when its configuration changes, and then takes the preprocessor anew.
 *
 * <p>Preprocessors are the first that Felix HTTP takes, and it answers 404 until it has taken
 * everything. Request logs are the last; so there is one that logs nothing, and when Felix HTTP
 * takes that one, the runner serves.
 */
@Component(service = Preprocessor.class)
public final class HttpFront implements Preprocessor {
  private final BundleContext context;
  private final Router router;
  private final WorkerPool pool;
  private final Catalog catalog;
  private final Plugins plugins;
  private final HeldRoutes routes;
  private final BodyLimit bodies;
  private final FrontDoor door;
  private final TlsPort tls;
  private final ManagementPort management;
  private final RequestMeters meters;
  private volatile @Nullable DeploymentRuntime apps;

  /** Tells others that apps are found from now on; Declarative Services calls one at a time. */
  private volatile @Nullable ServiceRegistration<?> routing;

  private @Nullable JettyFront jetty; // Felix HTTP calls init and destroy one after the other
  private @Nullable ServiceRegistration<?> endpoint;
  private @Nullable ServiceRegistration<?> sockets;
  private @Nullable ServiceRegistration<?> last;

  /** Made by Declarative Services. */
  @Activate
  public HttpFront(
      BundleContext context,
      @Reference Router router,
      @Reference WorkerPool pool,
      @Reference Catalog catalog,
      @Reference Plugins plugins,
      @Reference HeldRoutes routes,
      @Reference BodyLimit bodies,
      @Reference FrontDoor door,
      @Reference TlsPort tls,
      @Reference ManagementPort management,
      @Reference RequestMeters meters) {
    this.meters = meters;
    this.context = context;
    this.router = router;
    this.pool = pool;
    this.catalog = catalog;
    this.plugins = plugins;
    this.routes = routes;
    this.bodies = bodies;
    this.door = door;
    this.tls = tls;
    this.management = management;
  }

  /** The apps folder has been read. */
  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      unbind = "unsetApps")
  void setApps(DeploymentRuntime runtime) {
    apps = runtime;
    ServiceRegistration<?> before = routing;
    routing =
        context.registerService(
            Object.class,
            new Object(),
            FrameworkUtil.asDictionary(Map.of("buntime.routing", "apps")));
    if (before != null) {
      before.unregister();
    }
  }

  void unsetApps(DeploymentRuntime runtime) {
    if (runtime.equals(apps)) {
      apps = null;
      ServiceRegistration<?> before = routing;
      if (before != null) {
        routing = null;
        before.unregister();
      }
    }
  }

  /**
   * Takes its place in a server. When Felix HTTP starts another one, because of its configuration,
   * it does not say that the first one has ended.
   */
  @Override
  public void init(FilterConfig config) throws ServletException {
    withdraw();
    if (jetty != null) {
      jetty.remove(); // its server is stopped, or it would have been removed
    }
    ServletContextHandler servlets =
        ServletContextHandler.getServletContextHandler(config.getServletContext());
    if (servlets == null) {
      throw new ServletException(
          "Felix HTTP does not run on Jetty's EE10 servlets; Buntime needs its jetty12 bundle");
    }
    LocalProbe probe = new LocalProbe(servlets.getServer());
    Gate gate =
        new Gate(
            servlets,
            new PatientRouter(router, () -> apps != null),
            catalog,
            plugins,
            new RequestHandover(servlets, pool, plugins, bodies),
            new RunnerPaths(servlets, routes, bodies),
            probe,
            meters,
            management.isOn());
    JettyFront front = new JettyFront(servlets, gate, pool, plugins, probe, door, tls);
    front.install();
    jetty = front;
    sockets =
        context.registerService(
            ServletContextAttributeListener.class,
            SocketContainers.of(servlets),
            FrameworkUtil.asDictionary(
                Map.of(
                    HttpWhiteboardConstants.HTTP_WHITEBOARD_LISTENER,
                    "true",
                    HttpWhiteboardConstants.HTTP_WHITEBOARD_CONTEXT_SELECT,
                    "(" + Sandbox.SLOT_PROPERTY + "=*)")));
    last = context.registerService(RequestLog.class, new LastOfAll(front), null);
  }

  /** Felix HTTP has everything and dispatches. */
  private void serve(JettyFront front) {
    front.open();
    endpoint =
        context.registerService(
            new String[] {
              HttpEndpoint.class.getName(), HealthProbe.class.getName(), Runnable.class.getName()
            },
            front,
            FrameworkUtil.asDictionary(Map.of("buntime.drain", true)));
  }

  /** Is asked for when Felix HTTP has taken everything else; once for each server. */
  private final class LastOfAll implements ServiceFactory<RequestLog> {
    private final JettyFront front;

    LastOfAll(JettyFront front) {
      this.front = front;
    }

    @Override
    public RequestLog getService(Bundle user, ServiceRegistration<RequestLog> registration) {
      if (Objects.equals(user, FrameworkUtil.getBundle(LoadBalancerCustomizerFactory.class))) {
        serve(front); // whoever else asks tells nothing of Felix HTTP
      }
      return (request, response) -> {};
    }

    @Override
    public void ungetService(
        Bundle user, ServiceRegistration<RequestLog> registration, RequestLog log) {
      // the front door hears it earlier that Felix HTTP stops
    }
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest http = (HttpServletRequest) request;
    ExchangeRequest core =
        Request.as(ServletContextRequest.getServletContextRequest(http), ExchangeRequest.class);
    if (core == null) {
      chain.doFilter(request, response);
      return;
    }
    chain.doFilter(new AppRequest(http, core), response);
  }

  /** Felix HTTP says nothing to a preprocessor whose service goes. */
  @Deactivate
  void deactivate() {
    destroy();
  }

  private void withdraw() {
    if (last != null) {
      last.unregister();
      last = null;
    }
    if (sockets != null) {
      sockets.unregister();
      sockets = null;
    }
    if (endpoint != null) {
      endpoint.unregister();
      endpoint = null;
    }
  }

  @Override
  public void destroy() {
    withdraw();
    if (jetty != null) {
      jetty.remove();
      jetty = null;
    }
  }
}
