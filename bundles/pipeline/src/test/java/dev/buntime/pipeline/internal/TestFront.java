package dev.buntime.pipeline.internal;

import dev.buntime.catalog.Catalog;
import dev.buntime.catalog.CatalogSnapshot;
import dev.buntime.catalog.Deployment;
import dev.buntime.catalog.EntryPoint;
import dev.buntime.catalog.Generations;
import dev.buntime.catalog.LiveApp;
import dev.buntime.catalog.WorkerSettings;
import dev.buntime.pipeline.internal.port.ManagementPort;
import dev.buntime.pipeline.internal.port.TlsPort;
import dev.buntime.pipeline.internal.port.TrustedProxies;
import dev.buntime.router.Route;
import dev.buntime.router.Router;
import dev.buntime.runtime.DeploymentRuntime;
import dev.buntime.runtime.ErrorCode;
import dev.buntime.runtime.HttpEndpoint;
import dev.buntime.runtime.InvocationException;
import dev.buntime.versions.AppVersion;
import dev.buntime.versions.SemVer;
import dev.buntime.worker.Lease;
import dev.buntime.worker.WorkerPool;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.jspecify.annotations.Nullable;
import org.junit.rules.ExternalResource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;

/**
 * A real Jetty server with the front installed, as Felix HTTP would do it: one servlet context
 * whose filter stands for the preprocessor and whose servlet stands for the app.
 *
 * <p>{@code /shop/…} and {@code /shop@1/…} go to the app {@code shop@1.2.3}, {@code /_/…} to the
 * runner, {@code /} to the start page; all else is not found.
 */
final class TestFront extends ExternalResource implements Router, WorkerPool, Catalog {
  static final AppVersion SHOP = new AppVersion("shop", SemVer.of(1, 2, 3));
  static final AppVersion NEXT_SHOP = new AppVersion("shop", SemVer.of(1, 3, 0));

  private static final String WORKER = "shop@1.2.3#1-worker-";

  static {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(30)); // others use the machine, too
  }

  final List<TestLease> leases = new CopyOnWriteArrayList<>();

  /** Once a worker was asked for, {@link #SHOP} is gone, and {@link #NEXT_SHOP} answers. */
  volatile boolean swapping;

  private volatile AppVersion shop = SHOP;
  final AtomicInteger registered = new AtomicInteger();
  volatile App app = (request, response) -> response.getWriter().print("hello");
  volatile CompletableFuture<?> ready = CompletableFuture.completedFuture(null);
  volatile Executor executor = Runnable::run;
  volatile long maxBodySize = Long.MAX_VALUE;

  /** Stands for the class loader of the app's bundle. */
  final ClassLoader appLoader = new ClassLoader(TestFront.class.getClassLoader()) {};

  private final AtomicInteger threadNumbers = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool(this::newThread);
  private final Server server = new Server();
  private final ServletContextHandler servlets = new ServletContextHandler("/");
  final TestPlugins plugins = new TestPlugins();
  final HeldRoutes routes = new HeldRoutes(plugins);
  final BodyLimit bodies = new BodyLimit(bodyLimit(0));
  final RequestMeters meters = new RequestMeters();
  private final TlsPort tls = new TlsPort(bundleContext());
  private final FrontDoor door = new FrontDoor(new TrustedProxies(trust()));
  private final HttpFront front =
      new HttpFront(
          bundleContext(),
          this,
          this,
          this,
          plugins,
          routes,
          bodies,
          door,
          tls,
          new ManagementPort(bundleContext(), tls, door),
          meters);
  private final DeploymentRuntime apps = List::of;
  private final HttpClient client = HttpClient.newHttpClient();
  private @Nullable Object endpoint;
  private int port;

  /** An app that sends one event and leaves the stream open; then it counts down. */
  static App eventStream(CountDownLatch serving) {
    return (request, response) -> {
      response.setContentType("text/event-stream");
      response.getWriter().print("data: 1\n\n");
      response.flushBuffer();
      request.startAsync().setTimeout(0);
      serving.countDown();
    };
  }

  /** What an app does with a request. */
  @FunctionalInterface
  interface App {
    void serve(HttpServletRequest request, HttpServletResponse response)
        throws ServletException, IOException;
  }

  private Thread newThread(Runnable task) {
    Thread thread = new Thread(task, WORKER + threadNumbers.incrementAndGet());
    thread.setContextClassLoader(appLoader);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  protected void before() throws Exception {
    executor = threads;
    meters.changed(CatalogSnapshot.EMPTY, snapshot());
    HttpConnectionFactory connections = new HttpConnectionFactory();
    connections.getHttpConfiguration().addCustomizer(door.createCustomizer());
    ServerConnector connector = new ServerConnector(server, connections);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    FilterHolder filter = new FilterHolder(new FrontFilter());
    filter.setAsyncSupported(true);
    servlets.addFilter(filter, "/*", EnumSet.allOf(jakarta.servlet.DispatcherType.class));
    ServletHolder servlet = new ServletHolder(new AppServlet());
    servlet.setAsyncSupported(true);
    servlets.addServlet(servlet, "/*");
    server.setHandler(new ContextHandlerCollection(servlets));
    server.start();
    port = connector.getLocalPort();
    readApps();
    install();
  }

  @Override
  protected void after() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    meters.stop();
    threads.shutdownNow();
    client.close();
  }

  /** A configuration with nobody who is trusted. */
  static ServerConfig trust() {
    return proxy(ServerConfig.class, (method, arguments) -> new String[0]);
  }

  /** The configuration with a limit of bodies. */
  static PipelineConfig bodyLimit(long bytes) {
    return proxy(PipelineConfig.class, (method, arguments) -> bytes);
  }

  /** The apps folder has been read. */
  void readApps() {
    front.setApps(apps);
  }

  /** The apps folder is not read any more. */
  void forgetApps() {
    front.unsetApps(apps);
  }

  /** The app is gone for whoever listens to the catalog. */
  void undeploy() {
    meters.changed(snapshot(), CatalogSnapshot.EMPTY);
  }

  void install() throws ServletException {
    front.init(proxy(FilterConfig.class, (method, arguments) -> servlets.getServletContext()));
  }

  void remove() {
    front.destroy();
  }

  HttpEndpoint endpoint() {
    return (HttpEndpoint) Objects.requireNonNull(endpoint);
  }

  Runnable drain() {
    return (Runnable) Objects.requireNonNull(endpoint);
  }

  /** How many connections are open at this moment. */
  int connections() {
    return server.getConnectors()[0].getConnectedEndPoints().size();
  }

  int port() {
    return port;
  }

  boolean isStarted() {
    return server.isStarted() && servlets.isStarted();
  }

  /** Sends a request with headers, as {@code name, value, name, value}. */
  HttpResponse<String> send(String method, String path, String... headers)
      throws IOException, InterruptedException {
    return client.send(request(method, path, headers), HttpResponse.BodyHandlers.ofString());
  }

  CompletableFuture<HttpResponse<String>> sendAsync(String method, String path) {
    return client.sendAsync(request(method, path), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest request(String method, String path, String... headers) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
            .timeout(Duration.ofSeconds(20))
            .method(method, HttpRequest.BodyPublishers.noBody());
    return (headers.length == 0 ? builder : builder.headers(headers)).build();
  }

  static boolean isWorker(String thread) {
    return thread.startsWith(WORKER);
  }

  @Override
  public Route route(String path) throws InvocationException {
    int slash = path.indexOf('/', 1);
    String context = slash < 0 ? path : path.substring(0, slash);
    return switch (context) {
      case "/" -> new Route.Start("");
      case "/_" -> new Route.ToRunner();
      case "/shop", "/shop@1", "/shop@[1.0,2.0)" ->
          new Route.ToApp(live(shop), context, path.substring(context.length()));
      default ->
          throw new InvocationException(
              ErrorCode.APP_NOT_FOUND, "There is no app '" + context.substring(1) + "'.");
    };
  }

  @Override
  public CompletableFuture<Lease> lease(AppVersion id) {
    if (swapping && id.equals(SHOP)) {
      shop = NEXT_SHOP;
      return CompletableFuture.failedFuture(
          new InvocationException(ErrorCode.VERSION_NOT_FOUND, id + " is gone."));
    }
    return ready.thenApply(none -> {
      TestLease lease = new TestLease();
      leases.add(lease);
      return lease;
    });
  }

  @Override
  public void recallStreams() {
    leases.forEach(lease -> lease.recall(Lease.Recall.DRAIN));
  }

  @Override
  public CatalogSnapshot snapshot() {
    return CatalogSnapshot.EMPTY.with(
        List.of(
            new Deployment(
                "shop.jar", 1, "", Instant.EPOCH, List.of(), new Deployment.Live(live(SHOP)))),
        List.of());
  }

  @Override
  public void update(Collection<Deployment> put, Collection<String> removed) {
    throw new UnsupportedOperationException();
  }

  private static LiveApp live(AppVersion id) {
    return new LiveApp(
        id,
        proxy(Bundle.class, (method, arguments) -> "app:shop"),
        new EntryPoint.Whiteboard(),
        WorkerSettings.DEFAULTS,
        proxy(Generations.class, (method, arguments) -> null));
  }

  private BundleContext bundleContext() {
    return proxy(
        BundleContext.class,
        (method, arguments) -> {
          if (method.equals("getProperty")) {
            return null;
          }
          if (arguments[1] instanceof HttpEndpoint) {
            endpoint = arguments[1];
          }
          registered.incrementAndGet();
          if (arguments[1] instanceof ServiceFactory<?> last) {
            takeLast(last);
          }
          return proxy(
              ServiceRegistration.class,
              (unregister, none) -> {
                registered.decrementAndGet();
                return null;
              });
        });
  }

  /** As Felix HTTP does when it has taken everything else. */
  @SuppressWarnings("NullAway") // here nobody is a bundle
  private static void takeLast(ServiceFactory<?> requestLog) {
    requestLog.getService(null, null);
  }

  static <T> T proxy(Class<T> type, Calls calls) {
    return type.cast(
        Proxy.newProxyInstance(
            TestFront.class.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "equals" -> isSame(arguments[0], self);
                  case "hashCode" -> System.identityHashCode(self);
                  case "toString" -> type.getSimpleName();
                  default -> calls.answer(method.getName(), arguments);
                }));
  }

  @SuppressWarnings("ReferenceEquality") // what equals means for a bundle
  private static boolean isSame(Object one, Object other) {
    return one == other;
  }

  @FunctionalInterface
  interface Calls {
    @Nullable Object answer(String method, Object[] arguments);
  }

  /** A place that counts how it is used. */
  final class TestLease implements Lease {
    final AtomicInteger closed = new AtomicInteger();
    final AtomicInteger failed = new AtomicInteger();
    final AtomicInteger progressed = new AtomicInteger();
    private volatile @Nullable Consumer<Recall> listener;

    void recall(Recall why) {
      Consumer<Recall> known = listener;
      if (known != null) {
        known.accept(why);
      }
    }

    @Override
    public Executor executor() {
      return executor;
    }

    @Override
    public Executor signals() {
      return executor;
    }

    @Override
    public boolean ownsCurrentThread() {
      return Thread.currentThread().getName().startsWith(WORKER);
    }

    @Override
    public ClassLoader classLoader() {
      return appLoader;
    }

    @Override
    public String contextPath() {
      return "/.w/7";
    }

    @Override
    public void onRecall(Consumer<Recall> recalled) {
      listener = recalled;
    }

    @Override
    public long maxBodySize() {
      return maxBodySize;
    }

    @Override
    public void progressed() {
      progressed.incrementAndGet();
    }

    @Override
    public void failed(Throwable failure) {
      failed.incrementAndGet();
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  /** What Felix HTTP's dispatcher does with a preprocessor. */
  private final class FrontFilter implements Filter {
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      front.doFilter(request, response, chain);
    }
  }

  private final class AppServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws ServletException, IOException {
      app.serve(request, response);
    }
  }
}
