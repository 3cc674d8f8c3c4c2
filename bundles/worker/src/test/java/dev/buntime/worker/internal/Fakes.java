package dev.buntime.worker.internal;

import dev.buntime.catalog.CatalogSnapshot;
import dev.buntime.catalog.Deployment;
import dev.buntime.catalog.EntryPoint;
import dev.buntime.catalog.Generations;
import dev.buntime.catalog.LiveApp;
import dev.buntime.catalog.WorkerSettings;
import dev.buntime.sandbox.AppThreads;
import dev.buntime.sandbox.Census;
import dev.buntime.sandbox.Confinement;
import dev.buntime.sandbox.Guard;
import dev.buntime.sandbox.RefusedAppException;
import dev.buntime.sandbox.Sandbox;
import dev.buntime.sandbox.ThreadOwner;
import dev.buntime.sandbox.Ward;
import dev.buntime.versions.AppVersion;
import dev.buntime.versions.SemVer;
import dev.buntime.worker.HealthProbe;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collections;
import java.util.Dictionary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.wiring.BundleWiring;

/** What a worker touches outside its room, without an OSGi framework. */
final class Fakes {
  static {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(30)); // others use the machine, too
  }

  private Fakes() {}

  /** Makes an object of an interface whose methods one handler answers. */
  static <T> T proxy(Class<T> type, Calls calls) {
    return type.cast(
        Proxy.newProxyInstance(
            Fakes.class.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "equals" -> isSame(self, arguments[0]);
                  case "hashCode" -> System.identityHashCode(self);
                  case "toString" -> type.getSimpleName();
                  default ->
                      calls.answer(method.getName(), arguments == null ? new Object[0] : arguments);
                }));
  }

  @SuppressWarnings("ReferenceEquality") // what equals means for a bundle
  private static boolean isSame(Object one, Object other) {
    return one == other;
  }

  /** Answers the calls of a proxy. */
  @FunctionalInterface
  interface Calls {
    @Nullable Object answer(String method, Object[] arguments) throws Throwable;
  }

  /** Something that may throw. */
  @FunctionalInterface
  interface Action {
    void run() throws Exception;
  }

  /** A live app of {@code app@version}, with one generation that all its workers share. */
  static LiveApp app(String id, Bundle bundle, EntryPoint entryPoint) {
    return app(id, entryPoint, WorkerSettings.DEFAULTS, new OneGeneration(bundle));
  }

  static LiveApp app(
      String id, EntryPoint entryPoint, WorkerSettings settings, Generations generations) {
    Bundle home = new TestBundle().get();
    return new LiveApp(id(id), home, entryPoint, settings, generations);
  }

  /** The default settings with a few others. */
  static WorkerSettings settings(UnaryOperator<SettingsBuilder> changes) {
    return changes.apply(new SettingsBuilder()).build();
  }

  /** Settings in the making; begins with the defaults. */
  static final class SettingsBuilder {
    private Duration timeout = WorkerSettings.DEFAULTS.timeout();
    private Duration ttl = WorkerSettings.DEFAULTS.ttl();
    private Duration idleTimeout = WorkerSettings.DEFAULTS.idleTimeout();
    private int maxRequests = WorkerSettings.DEFAULTS.maxRequests();
    private int maxConcurrency = WorkerSettings.DEFAULTS.maxConcurrency();
    private int queue = WorkerSettings.DEFAULTS.queue();
    private boolean lowMemory;
    private String healthPath = "";

    SettingsBuilder timeout(Duration value) {
      timeout = value;
      return this;
    }

    SettingsBuilder ttl(Duration value) {
      ttl = value;
      return this;
    }

    SettingsBuilder idleTimeout(Duration value) {
      idleTimeout = value;
      return this;
    }

    SettingsBuilder maxRequests(int value) {
      maxRequests = value;
      return this;
    }

    SettingsBuilder maxConcurrency(int running, int waiting) {
      maxConcurrency = running;
      queue = waiting;
      return this;
    }

    SettingsBuilder healthPath(String value) {
      healthPath = value;
      return this;
    }

    SettingsBuilder lowMemory() {
      lowMemory = true;
      return this;
    }

    WorkerSettings build() {
      WorkerSettings defaults = WorkerSettings.DEFAULTS;
      return new WorkerSettings(
          timeout,
          ttl,
          maxRequests,
          idleTimeout,
          lowMemory,
          maxConcurrency,
          queue,
          defaults.maxBodySize(),
          defaults.startTimeout(),
          defaults.drainTimeout(),
          healthPath);
    }
  }

  /** Always the same bundle. */
  record OneGeneration(Bundle bundle) implements Generations {
    @Override
    public Bundle take() {
      return bundle;
    }

    @Override
    public void giveBack(Bundle generation) {
      // There is only the one.
    }
  }

  /** A bundle for each worker. */
  static final class ManyGenerations implements Generations {
    final List<TestBundle> taken = new CopyOnWriteArrayList<>();
    final List<Bundle> givenBack = new CopyOnWriteArrayList<>();
    volatile Action onStart = () -> {};

    @Override
    public Bundle take() {
      TestBundle next = new TestBundle();
      next.onStart = onStart;
      taken.add(next);
      return next.get();
    }

    @Override
    public void giveBack(Bundle generation) {
      givenBack.add(generation);
    }
  }

  /** All that a pool needs, with a clock that stands still until it is moved. */
  static final class Shop {
    final Registry registry = new Registry();
    final TestSandbox sandbox = new TestSandbox();
    final TestGuard guard = new TestGuard();
    final TestCensus census = new TestCensus();

    final TestTime time = new TestTime();
    final List<String> moves = new CopyOnWriteArrayList<>();
    volatile @Nullable HealthProbe probe;
    final ExecutorService hands = Executors.newCachedThreadPool(new RunnerThreads("hands"));

    /** Runs before a task of the runner is handed over, on the thread that does so. */
    volatile Runnable beforeHands = () -> {};

    LivePool pool(int size) {
      return new LivePool(
          this::workshop,
          new Seats(new PoolLimits(size, Duration.ofSeconds(10))),
          (worker, from, to) ->
              moves.add(worker.id() + " " + (from == null ? "" : from.word()) + ">" + to.word()));
    }

    Workshop workshop(Workshop.Pool pool) {
      return new Workshop(
          sandbox,
          guard,
          census,
          new ContextSlots(registry.context()),
          () -> probe,
          time.time(),
          time::after,
          this::hand,
          pool);
    }

    private void hand(Runnable task) {
      beforeHands.run();
      hands.execute(task);
    }
  }

  /** A clock, and alarms that go off when it is moved. */
  static final class TestTime {
    private final TestClock wall = new TestClock();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L); // overflows
    private final List<Alarm> alarms = new CopyOnWriteArrayList<>();

    private record Alarm(long at, Runnable task) {}

    Time time() {
      return new Time(wall, nanos::get);
    }

    Runnable after(Duration pause, Runnable task) {
      Alarm alarm = new Alarm(nanos.get() + pause.toNanos(), task);
      alarms.add(alarm);
      return () -> alarms.remove(alarm);
    }

    void advance(Duration time) {
      wall.advance(time);
      nanos.addAndGet(time.toNanos());
      for (Alarm alarm : List.copyOf(alarms)) {
        if (alarm.at() - nanos.get() <= 0 && alarms.remove(alarm)) {
          alarm.task().run();
        }
      }
    }
  }

  /** A guard that interrupts, which is all that the apps of these tests need to end. */
  static final class TestGuard implements Guard {
    final AtomicInteger kills = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();
    volatile Runnable onExit = () -> {};

    @Override
    public boolean isGuarded(Bundle bundle) {
      return true;
    }

    @Override
    public Ward guard(
        Bundle generation,
        ThreadGroup threads,
        Function<Thread, ThreadOwner> ownerOf,
        AppThreads calls,
        Events events) {
      onExit = events::exitCalled;
      return new Ward() {
        private volatile boolean killed;

        @Override
        public void kill() {
          killed = true;
          kills.incrementAndGet();
          threads.interrupt();
        }

        @Override
        public boolean isKilled() {
          return killed;
        }

        @Override
        public List<String> cleanUp() {
          return List.of();
        }

        @Override
        public int unwovenClasses() {
          return 0;
        }

        @Override
        public void close() {
          closed.incrementAndGet();
        }
      };
    }
  }

  /** A census that remembers whom it was told of. */
  static final class TestCensus implements Census {
    final List<String> watched = new CopyOnWriteArrayList<>();

    @Override
    public void watch(String worker, ClassLoader loader) {
      watched.add(worker);
    }

    @Override
    public long collected() {
      return 0;
    }

    @Override
    public List<Remnant> remnants() {
      return List.of();
    }
  }

  static AppVersion id(String text) {
    int at = text.indexOf('@');
    return new AppVersion(text.substring(0, at), SemVer.parse(text.substring(at + 1)));
  }

  /** A snapshot in which those apps are live, each in an artifact of its name. */
  static CatalogSnapshot snapshot(LiveApp... apps) {
    return CatalogSnapshot.EMPTY.with(
        Arrays.stream(apps)
            .map(app ->
                new Deployment(
                    app.id() + ".jar", 1, "", Instant.EPOCH, List.of(), new Deployment.Live(app)))
            .toList(),
        List.of());
  }

  /** A bundle with files; it counts its starts and stops. */
  static final class TestBundle {
    final Registry registry = new Registry();
    final AtomicInteger starts = new AtomicInteger();
    final AtomicInteger stops = new AtomicInteger();
    final List<String> threads = new CopyOnWriteArrayList<>();
    volatile Action onStart = () -> {};
    volatile Action onStop = () -> {};
    private final Map<String, byte[]> files = new TreeMap<>();
    private final Bundle bundle = proxy(Bundle.class, this::answer);

    Bundle get() {
      return bundle;
    }

    TestBundle file(String name, String content) {
      return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    TestBundle file(String name, byte[] content) {
      files.put(name, content);
      for (int at = name.indexOf('/'); at > 0; at = name.indexOf('/', at + 1)) {
        files.putIfAbsent(name.substring(0, at + 1), new byte[0]);
      }
      return this;
    }

    private @Nullable Object answer(String method, Object[] arguments) throws Exception {
      return switch (method) {
        case "getBundleId" -> 1L;
        case "getRegisteredServices" -> null;
        case "getState" -> Bundle.ACTIVE;
        case "start" -> run(starts, onStart);
        case "stop" -> run(stops, onStop);
        case "getEntry", "getResource" -> entry((String) arguments[0]);
        case "getEntryPaths" -> paths((String) arguments[0]);
        case "getBundleContext" -> registry.context();
        case "loadClass" -> Class.forName((String) arguments[0]);
        case "adapt" ->
            proxy(
                BundleWiring.class,
                (name, none) ->
                    name.equals("getRequiredWires")
                        ? List.of()
                        : TestBundle.class.getClassLoader());
        default -> throw new UnsupportedOperationException(method);
      };
    }

    private @Nullable Object run(AtomicInteger count, Action action) throws Exception {
      count.incrementAndGet();
      threads.add(Thread.currentThread().getName());
      action.run();
      return null;
    }

    /** Like an unpacked bundle in Felix: dot segments are resolved, folders need no slash. */
    private @Nullable URL entry(String name) throws IOException {
      String resolved = Path.of(name).normalize() + (name.endsWith("/") ? "/" : "");
      String found = files.containsKey(resolved) ? resolved : resolved + "/";
      byte[] content = files.get(found);
      return content == null ? null : url(found, content);
    }

    private @Nullable Object paths(String folder) {
      List<String> names =
          files.keySet().stream()
              .filter(name -> name.startsWith(folder) && !name.equals(folder))
              .filter(name -> name.indexOf('/', folder.length()) < 0)
              .toList();
      return names.isEmpty() ? null : Collections.enumeration(names);
    }
  }

  private static URL url(String name, byte[] content) throws IOException {
    return URL.of(
        URI.create("bundle://1/" + name.replace(" ", "%20")),
        new URLStreamHandler() {
          @Override
          protected URLConnection openConnection(URL url) {
            return new URLConnection(url) {
              @Override
              public void connect() {}

              @Override
              public InputStream getInputStream() {
                return new ByteArrayInputStream(content);
              }
            };
          }
        });
  }

  /** A bundle context that remembers what was registered. */
  static final class Registry {
    final List<Registered> all = new CopyOnWriteArrayList<>();

    BundleContext context() {
      return proxy(
          BundleContext.class,
          (method, arguments) -> {
            if (!method.equals("registerService")) {
              throw new UnsupportedOperationException(method);
            }
            return register(arguments[1], (Dictionary<?, ?>) arguments[2]);
          });
    }

    private Object register(Object service, Dictionary<?, ?> properties) {
      Registered registered = new Registered(service, copy(properties));
      all.add(registered);
      return proxy(
          ServiceRegistration.class,
          (method, arguments) -> {
            switch (method) {
              case "setProperties" -> registered.history.add(copy((Dictionary<?, ?>) arguments[0]));
              case "unregister" -> all.remove(registered);
              default -> throw new UnsupportedOperationException(method);
            }
            return null;
          });
    }

    private static Map<String, Object> copy(Dictionary<?, ?> properties) {
      Map<String, Object> copy = new TreeMap<>();
      Collections.list(properties.keys())
          .forEach(key -> copy.put(key.toString(), properties.get(key)));
      return copy;
    }
  }

  /** A service with all the properties that it ever had. */
  static final class Registered {
    final Object service;
    final List<Map<String, Object>> history = new CopyOnWriteArrayList<>();

    Registered(Object service, Map<String, Object> properties) {
      this.service = service;
      history.add(properties);
    }

    Map<String, Object> properties() {
      return history.getLast();
    }
  }

  /** A sandbox whose apps offer a servlet at once, unless told otherwise. */
  static final class TestSandbox implements Sandbox {
    final List<String> confined = new CopyOnWriteArrayList<>();
    final AtomicInteger closed = new AtomicInteger();
    volatile boolean entry = true;
    volatile @Nullable Throwable initFailure;
    volatile @Nullable String refusal;
    volatile Action onClose = () -> {};

    @Override
    public Confinement confine(
        Bundle bundle, String slot, String contextPath, String appPath, AppThreads threads)
        throws RefusedAppException {
      String reason = refusal;
      if (reason != null) {
        throw new RefusedAppException(reason);
      }
      confined.add(slot + " " + contextPath + " " + appPath);
      return new Confinement() {
        @Override
        public boolean awaitEntry(Duration atMost) {
          return entry;
        }

        @Override
        public Optional<Throwable> initFailure() {
          return Optional.ofNullable(initFailure);
        }

        @Override
        public void close() {
          closed.incrementAndGet();
          try {
            onClose.run();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        }
      };
    }
  }

  /** A clock that stands still until it is moved. */
  static final class TestClock implements InstantSource {
    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    synchronized void advance(Duration time) {
      now = now.plus(time);
    }
  }

  /** A request with a path and headers, as {@code name, value, name, value}. */
  static HttpServletRequest request(String method, @Nullable String pathInfo, String... headers) {
    Map<String, String> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (int i = 0; i < headers.length; i += 2) {
      byName.put(headers[i], headers[i + 1]);
    }
    return proxy(
        HttpServletRequest.class,
        (name, arguments) ->
            switch (name) {
              case "getMethod" -> method;
              case "getPathInfo" -> pathInfo;
              case "getContextPath" -> "/spa@1";
              case "getHeader" -> byName.get((String) arguments[0]);
              default -> throw new UnsupportedOperationException(name);
            });
  }

  /**
   * A request that was dispatched to a servlet of a web application.
   *
   * @param base answers all else
   */
  static HttpServletRequest dispatched(
      DispatcherType type,
      String servletPath,
      Map<String, String> attributes,
      HttpServletRequest base) {
    return proxy(
        HttpServletRequest.class,
        (name, arguments) ->
            switch (name) {
              case "getDispatcherType" -> type;
              case "getServletPath" -> servletPath;
              case "getPathInfo", "getQueryString" -> null;
              case "getAttribute" -> attributes.get((String) arguments[0]);
              case "getRequestDispatcher" -> forwarder((String) arguments[0]);
              case "getMethod" -> base.getMethod();
              case "getContextPath" -> base.getContextPath();
              case "getHeader" -> base.getHeader((String) arguments[0]);
              default -> throw new UnsupportedOperationException(name);
            });
  }

  private static RequestDispatcher forwarder(String path) {
    return proxy(
        RequestDispatcher.class,
        (name, arguments) -> {
          ((HttpServletResponse) arguments[1])
              .getOutputStream()
              .write(("forwarded to " + path).getBytes(StandardCharsets.UTF_8));
          return null;
        });
  }

  /** Threads that nobody needs. */
  static AppThreads noThreads() {
    return proxy(
        AppThreads.class,
        (name, arguments) -> {
          throw new UnsupportedOperationException(name);
        });
  }

  /** An answer that remembers what it was told. */
  static final class Reply extends ServletOutputStream {
    final Map<String, String> headers = new LinkedHashMap<>();
    final ByteArrayOutputStream body = new ByteArrayOutputStream();
    int status = 200;
    boolean error;
    long length = -1;

    HttpServletResponse response() {
      return proxy(
          HttpServletResponse.class,
          (name, arguments) -> {
            switch (name) {
              case "setStatus" -> status = (int) arguments[0];
              case "sendError" -> {
                status = (int) arguments[0];
                error = true;
              }
              case "setHeader" -> headers.put((String) arguments[0], (String) arguments[1]);
              case "setContentType" -> headers.put("Content-Type", (String) arguments[0]);
              case "sendRedirect" -> {
                status = 302;
                headers.put("Location", (String) arguments[0]);
              }
              case "setContentLengthLong" -> length = (long) arguments[0];
              case "getOutputStream" -> {
                return this;
              }
              default -> throw new UnsupportedOperationException(name);
            }
            return null;
          });
    }

    String text() {
      return body.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void write(int b) {
      body.write(b);
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      throw new UnsupportedOperationException();
    }
  }
}
