package dev.buntime.sandbox.internal.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.buntime.sandbox.AppThreads;
import dev.buntime.sandbox.ThreadOwner;
import dev.buntime.sandbox.Ward;
import dev.buntime.sandbox.internal.guard.app.Hearing;
import dev.buntime.sandbox.internal.guard.app.Making;
import dev.buntime.sandbox.internal.guard.app.MakingBase;
import dev.buntime.sandbox.internal.guard.app.Serving;
import dev.buntime.sandbox.internal.guard.app.ServingBase;
import dev.buntime.testing.TestJar;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.hooks.weaving.WeavingException;
import org.osgi.framework.wiring.FrameworkWiring;

/** What the framework calls on its own threads runs on those of the app. */
public class HandOverTest {
  private static final String THREAD = "worker";

  @Rule public final FelixRule felix = new FelixRule();

  private final ThreadGroup group = new ThreadGroup(THREAD);
  private final Threads threads = new Threads();
  private Bundle bundle;
  private Ward ward;

  private final class Threads implements AppThreads {
    private final ExecutorService executor =
        Executors.newCachedThreadPool(task -> new Thread(group, task, THREAD));

    @Override
    public boolean ownsCurrentThread() {
      return group.equals(Thread.currentThread().getThreadGroup());
    }

    @Override
    public void execute(Runnable task) {
      executor.execute(task);
    }
  }

  @Before
  public void start() throws BundleException {
    bundle =
        felix.install(
            "app:hearing",
            AppJar.of(Hearing.class).header(Constants.BUNDLE_ACTIVATOR, Hearing.class.getName()));
    ward = felix.guard().guard(bundle, group, _ -> ThreadOwner.APP, threads, () -> {});
    bundle.start();
  }

  @After
  public void stop() throws BundleException {
    if (!threads.executor.isShutdown()) {
      bundle.stop();
    }
    threads.executor.shutdownNow();
    ward.close();
  }

  @Test
  public void listenersOfBundles_runOnTheAppsThreads() throws Exception {
    Bundle other = felix.install("other", TestJar.bundle("other", "1.0.0"));

    other.start();
    other.stop();

    await()
        .untilAsserted(() ->
            assertThat(heard())
                .contains(
                    "bundle lambda 2 on worker",
                    "reference 2 on worker",
                    "named 2 on worker",
                    "inherited 2 on worker",
                    "marked 2 on worker",
                    "sub 2 on worker",
                    "default 2 on worker",
                    "direct lambda 128 on worker",
                    "direct lambda 2 on worker",
                    "bundles adding on worker",
                    "bundles removed on worker",
                    "named 4 on worker"));
    assertAllOnTheAppsThreads();
    assertThat(heard()).noneMatch(what -> what.startsWith("removed"));
  }

  @Test
  public void listenerThatHangs_holdsUpNobodyElse() throws Exception {
    var _ = hearing().apply("hang");
    List<Bundle> heardByOthers = new CopyOnWriteArrayList<>();
    felix.context().addBundleListener(event -> heardByOthers.add(event.getBundle()));
    felix.install("one", TestJar.bundle("one", "1.0.0"));
    await().untilAsserted(() -> assertThat(heard()).contains("hangs on worker"));

    Bundle two = felix.install("two", TestJar.bundle("two", "1.0.0"));

    await().untilAsserted(() -> assertThat(heardByOthers).contains(two));
  }

  @Test
  public void synchronousListener_isWaitedFor() throws Exception {
    felix.install("other", TestJar.bundle("other", "1.0.0")).start();

    assertThat(heard())
        .contains("direct lambda 2 on worker", "sub 2 on worker", "bundles adding on worker");
  }

  @Test
  public void listenersOfServices_andTrackers_runOnTheAppsThreads_andAreWaitedFor() {
    ServiceRegistration<Runnable> service =
        felix.context().registerService(Runnable.class, () -> {}, null);
    service.setProperties(FrameworkUtil.asDictionary(Map.of("a", "b")));
    service.unregister();

    assertThat(heard())
        .contains(
            "service lambda 1 on worker",
            "service lambda 2 on worker",
            "service lambda 4 on worker",
            "customizer adding on worker",
            "customizer modified on worker",
            "customizer removed on worker",
            "tracker adding on worker");
    assertAllOnTheAppsThreads();
  }

  @Test
  public void listenersOfTheFramework_runOnTheAppsThreads() {
    felix
        .context()
        .getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
        .adapt(FrameworkWiring.class)
        .refreshBundles(List.of());

    await()
        .untilAsserted(() ->
            assertThat(heard())
                .contains("framework lambda 4 on worker", "framework named 4 on worker"));
    assertAllOnTheAppsThreads();
  }

  @Test
  public void activator_runsOnTheAppsThreads_andItsFailureIsThrown() throws Exception {
    List<String> heard = heard();
    var _ = hearing().apply("fail");

    assertThatThrownBy(bundle::stop)
        .isInstanceOf(BundleException.class)
        .hasRootCauseMessage("does not stop");

    assertThat(heard).contains("stop on worker");
  }

  @Test
  public void listener_whenTheWorkerHasEnded_isNotCalled() throws Exception {
    threads.executor.shutdown();
    assertThat(threads.executor.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    List<String> before = List.copyOf(heard());

    felix.install("other", TestJar.bundle("other", "1.0.0")).start();

    assertThat(heard()).isEqualTo(before);
    assertThatThrownBy(bundle::stop)
        .isInstanceOf(BundleException.class)
        .hasRootCauseInstanceOf(RejectedExecutionException.class);
  }

  @Test
  public void methodsThatDeclarativeServicesCalls_runOnTheAppsThreads() throws Exception {
    Bundle components = installComponent(Serving.class, ServingBase.class);
    try (Ward _ = guard(components)) {
      Class<?> type = components.loadClass(Serving.class.getName());
      Object serving = type.getConstructor().newInstance();

      Object activated = call(type, serving, "activate", Map.of("a", 1));
      call(type, serving, "gone", 7, 0.5, "x");
      call(type, serving, "gone", "it");
      call(type.getSuperclass(), serving, "bound", "y");
      call(type, serving, "other");

      assertThat(activated).isEqualTo(Map.of("a", 1));
      assertThat(heardBy(type))
          .containsExactly(
              "activate {a=1} on worker",
              "gone 7 0.5 x on worker",
              "gone it on " + Thread.currentThread().getName(),
              "bound y on worker",
              "other on " + Thread.currentThread().getName());
      threads.executor.shutdown();
      assertThat(call(type, serving, "activate", Map.of())).as("the worker has ended").isNull();
    }
  }

  @Test
  public void constructorsThatDeclarativeServicesCalls_runOnTheAppsThreads() throws Exception {
    Bundle components = installComponent(Making.class, MakingBase.class);
    try (Ward _ = guard(components)) {
      Class<?> type = components.loadClass(Making.class.getName());
      Constructor<?> named = type.getConstructor(String.class, long.class, double.class);

      assertThat(type.getConstructor().newInstance())
          .hasToString("default is none 0.5[a, b, c]0true");
      assertThat(named.newInstance("7", 4L, 1.5)).hasToString("7 is a number 1.5[a, b, c]6true");
      assertThatThrownBy(() -> named.newInstance("fail", 0L, 0.0))
          .isInstanceOf(InvocationTargetException.class)
          .rootCause()
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("is not made")
          .satisfies(failure -> {
            StackTraceElement thrower = failure.getStackTrace()[0];
            assertThat(thrower.getFileName()).isEqualTo("Making.java");
            assertThat(thrower.getLineNumber()).isPositive();
          });

      assertThat(heardBy(type))
          .containsExactly(
              "base of default on worker",
              "named on worker",
              "default on worker",
              "base of 7 on worker",
              "named on worker",
              "base of fail on worker",
              "named on worker");
    }
  }

  @Test
  public void constructor_whenItsWorkerHasEnded_makesNothing() throws Exception {
    Bundle components = installComponent(Making.class, MakingBase.class);
    try (Ward _ = guard(components)) {
      Class<?> type = components.loadClass(Making.class.getName());
      threads.executor.shutdown();

      assertThatThrownBy(() -> type.getConstructor().newInstance())
          .isInstanceOf(InvocationTargetException.class)
          .hasRootCauseInstanceOf(RejectedExecutionException.class);
      assertThat(heardBy(type)).isEmpty();
    }
  }

  private Bundle installComponent(Class<?>... types) throws BundleException {
    return felix.install(
        "app:components",
        AppJar.of(types)
            .header(Constants.BUNDLE_SYMBOLICNAME, "components")
            .header("Service-Component", "OSGI-INF/*.xml")
            .entry(
                "OSGI-INF/component.xml",
                "<scr:component xmlns:scr='http://www.osgi.org/xmlns/scr/v1.4.0' name='x'"
                    + " deactivate='gone'><implementation class='"
                    + types[0].getName()
                    + "'/><reference interface='x' bind='bound'/></scr:component>"));
  }

  private Ward guard(Bundle other) {
    return felix.guard().guard(other, group, _ -> ThreadOwner.APP, threads, () -> {});
  }

  private static List<String> heardBy(Class<?> type) throws ReflectiveOperationException {
    @SuppressWarnings("unchecked")
    List<String> heard = (List<String>) type.getField("HEARD").get(null);
    return heard;
  }

  private static Object call(Class<?> type, Object object, String name, Object... arguments)
      throws ReflectiveOperationException {
    Method method =
        Stream.of(type.getDeclaredMethods())
            .filter(
                each -> each.getName().equals(name) && each.getParameterCount() == arguments.length)
            .findFirst()
            .orElseThrow();
    method.setAccessible(true);
    return method.invoke(object, arguments);
  }

  @Test
  public void activator_ofABundleThatIsNoWorkers_isNotCalled() throws Exception {
    Bundle plain =
        felix.install(
            "app:plain",
            AppJar.of(Hearing.class)
                .header(Constants.BUNDLE_SYMBOLICNAME, "plain")
                .header(Constants.BUNDLE_ACTIVATOR, Hearing.class.getName()));

    assertThat(felix.guard().isGuarded(plain)).isFalse();
    assertThatThrownBy(plain::start)
        .isInstanceOf(BundleException.class)
        .rootCause()
        .isInstanceOf(WeavingException.class)
        .hasMessageContaining("do not start it, send the app a request");
    assertThat(plain.getState()).isEqualTo(Bundle.RESOLVED);
    try (Ward _ = felix.guard().guard(plain, group, _ -> ThreadOwner.APP, threads, () -> {})) {
      plain.start(); // as a worker does
      assertThat(plain.getState()).isEqualTo(Bundle.ACTIVE);
      plain.stop();
    }
  }

  private void assertAllOnTheAppsThreads() {
    assertThat(heard()).allMatch(what -> what.endsWith(" on " + THREAD));
  }

  @SuppressWarnings("unchecked")
  private List<String> heard() {
    return (List<String>) hearing().apply("heard");
  }

  @SuppressWarnings("unchecked")
  private Function<String, Object> hearing() {
    try {
      return (Function<String, Object>)
          bundle.loadClass(Hearing.class.getName()).getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the class of the app", e);
    }
  }
}
