package dev.buntime.sandbox.internal;

import dev.buntime.sandbox.AppThreads;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.rules.ExternalResource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceObjects;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/** Bundles, services and wirings without an OSGi framework. */
final class Fakes {
  static final Bundle SHOP = bundle("app:shop.jar", "com.acme.shop");

  /** A bundle that was installed for the shop. */
  static final Bundle SHOP_LIBRARY = bundle("app:shop.jar/lib.jar", "com.acme.lib");

  static final Bundle CART = bundle("app:cart.jar", "com.acme.cart");
  static final Bundle RUNNER = bundle("file:bundles/worker.jar", "dev.buntime.worker");
  static final Bundle PLUGIN = bundle("plugin:headers.jar#1", "com.acme.headers");
  static final Bundle PLATFORM = bundle("file:bundles/log.jar", "org.apache.felix.log");
  static final Bundle HTTP = bundle("file:bundles/http.jar", "org.apache.felix.http.jetty12");
  static final Bundle CONFIG_ADMIN =
      bundle("file:bundles/configadmin.jar", "org.apache.felix.configadmin");

  /** An app that calls itself like the runner. */
  static final Bundle IMPOSTOR = bundle("app:impostor.jar", "dev.buntime.worker");

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

  static Bundle bundle(String location, @Nullable String name) {
    return proxy(
        Bundle.class,
        (method, arguments) ->
            switch (method) {
              case "getLocation" -> location;
              case "getSymbolicName" -> name;
              default -> throw new UnsupportedOperationException(method);
            });
  }

  static BundleContext context(Bundle bundle) {
    return proxy(BundleContext.class, (method, arguments) -> bundle);
  }

  /** A service of a bundle; the properties are {@code key, value, key, value}. */
  static ServiceReference<?> service(
      @Nullable Bundle owner, Object service, List<String> types, Object... properties) {
    Map<String, Object> all = new TreeMap<>();
    all.put(Constants.OBJECTCLASS, types.toArray(String[]::new));
    for (int i = 0; i < properties.length; i += 2) {
      all.put((String) properties[i], properties[i + 1]);
    }
    return proxy(
        ServiceReference.class,
        (method, arguments) ->
            switch (method) {
              case "getBundle" -> owner;
              case "getProperty" -> all.get((String) arguments[0]);
              case "getPropertyKeys" -> all.keySet().toArray(String[]::new);
              case "object" -> service;
              default -> throw new UnsupportedOperationException(method);
            });
  }

  static ServiceReference<?> service(@Nullable Bundle owner, String type, Object... properties) {
    return service(owner, new Object(), List.of(type), properties);
  }

  /** Makes a service a lent one. */
  static ServiceReference<?> lent(Loans loans, Bundle owner, ServiceReference<?> service) {
    var _ = loans.register(owner, () -> registration(service));
    return service;
  }

  private static ServiceRegistration<?> registration(ServiceReference<?> service) {
    return proxy(ServiceRegistration.class, (method, arguments) -> service);
  }

  /** Threads of an app: only the tasks themselves know that they run on one. */
  static final class Threads implements AppThreads {
    final List<Runnable> tasks = new ArrayList<>();
    volatile boolean owned = true;

    @Override
    public boolean ownsCurrentThread() {
      return owned;
    }

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }
  }

  /** The name of the threads of {@link Workers}. */
  static final String WORKER = "worker";

  /** Real threads of an app. */
  static final class Workers extends ExternalResource implements AppThreads {
    private final ExecutorService executor =
        Executors.newCachedThreadPool(task -> new Thread(task, WORKER));

    @Override
    public boolean ownsCurrentThread() {
      return Thread.currentThread().getName().equals(WORKER);
    }

    @Override
    public void execute(Runnable task) {
      executor.execute(task);
    }

    <T> Future<T> submit(Callable<T> task) {
      return executor.submit(task);
    }

    /** Runs something on one of the threads and waits for it. */
    void run(Runnable task) {
      try {
        executor.submit(task).get(20, TimeUnit.SECONDS);
      } catch (InterruptedException | ExecutionException | TimeoutException e) {
        throw new IllegalStateException(e);
      }
    }

    void stop() {
      executor.shutdownNow();
    }

    @Override
    protected void after() {
      stop();
    }
  }

  static BundleCapability capability(Bundle provider, String namespace) {
    return capability(provider, namespace, "some.name");
  }

  static BundleCapability capability(Bundle provider, String namespace, String name) {
    return proxy(
        BundleCapability.class,
        (method, arguments) ->
            switch (method) {
              case "getNamespace" -> namespace;
              case "getAttributes" -> Map.of(namespace, name);
              default -> revision(provider);
            });
  }

  static BundleRequirement requirement(Bundle reader, String namespace) {
    return proxy(
        BundleRequirement.class,
        (method, arguments) -> method.equals("getNamespace") ? namespace : revision(reader));
  }

  private static BundleRevision revision(Bundle bundle) {
    return proxy(BundleRevision.class, (method, arguments) -> bundle);
  }

  /** An app bundle with a context that remembers what was registered through it. */
  static final class Owner {
    final List<Registered> registered = new ArrayList<>();
    final List<Object> ungot = new CopyOnWriteArrayList<>();
    final List<String> gotBy = new CopyOnWriteArrayList<>();
    volatile Runnable onGet = () -> {};
    boolean active = true;
    boolean frameworkUnregistered;
    volatile @Nullable Object object;

    final Bundle bundle =
        proxy(
            Bundle.class,
            (method, arguments) ->
                switch (method) {
                  case "getLocation" -> "app:shop.jar";
                  case "getSymbolicName" -> "com.acme.shop";
                  case "getBundleContext" -> active ? context() : null;
                  case "getRegisteredServices" -> null;
                  default -> throw new UnsupportedOperationException(method);
                });

    private BundleContext context() {
      return proxy(
          BundleContext.class,
          (method, arguments) ->
              switch (method) {
                case "registerService" -> {
                  Registered one = new Registered(List.of((String[]) arguments[0]), arguments[1]);
                  one.set((Dictionary<?, ?>) arguments[2]);
                  registered.add(one);
                  yield registration(one);
                }
                case "getServiceObjects" -> objects();
                default -> throw new UnsupportedOperationException(method);
              });
    }

    private ServiceRegistration<?> registration(Registered one) {
      return proxy(
          ServiceRegistration.class,
          (method, arguments) -> {
            if (method.equals("getReference")) {
              return one.reference;
            }
            if (method.equals("setProperties")) {
              one.set((Dictionary<?, ?>) arguments[0]);
            } else if (frameworkUnregistered) {
              throw new IllegalStateException("unregistered already");
            } else {
              registered.remove(one);
            }
            return null;
          });
    }

    private ServiceObjects<?> objects() {
      return proxy(
          ServiceObjects.class,
          (method, arguments) -> {
            if (method.equals("getService")) {
              onGet.run();
              gotBy.add(Thread.currentThread().getName());
              return object;
            }
            ungot.add(arguments[0]);
            return null;
          });
    }
  }

  /** A service with its latest properties. */
  static final class Registered {
    final List<String> types;
    final Object factory;
    final ServiceReference<?> reference = service(SHOP, "java.lang.Object");
    Map<String, Object> properties = Map.of();

    Registered(List<String> types, Object factory) {
      this.types = types;
      this.factory = factory;
    }

    private void set(Dictionary<?, ?> latest) {
      properties = new TreeMap<>();
      Collections.list(latest.keys())
          .forEach(key -> properties.put(key.toString(), latest.get(key)));
    }
  }

  /** Whether a filter that was made matches a servlet context with those properties. */
  static boolean matches(String filter, Map<String, String> context) {
    try {
      return FrameworkUtil.createFilter(filter).matches(context);
    } catch (org.osgi.framework.InvalidSyntaxException e) {
      throw new IllegalArgumentException(filter, e);
    }
  }
}
