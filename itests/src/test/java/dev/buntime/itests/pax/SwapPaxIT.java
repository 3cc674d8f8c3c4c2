package dev.buntime.itests.pax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.buntime.itests.CallLoop;
import dev.buntime.itests.TestBundle;
import dev.buntime.itests.app.FarewellActivator;
import dev.buntime.itests.app.GenerationServlet;
import dev.buntime.itests.app.VersionServlet;
import dev.buntime.runtime.WorkerRuntime;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Workers come and go, as the framework sees it. */
public class SwapPaxIT extends InsideRunner {
  private static final String JAR = "swap.jar";
  private static final String PATH = "/swap";
  private static final String NEIGHBOUR = "neighbour";
  private static final String NEIGHBOUR_PATH = "/" + NEIGHBOUR;

  /** Where the bundles of the app are that is swapped. */
  private static final String OWN = "app:swap@";

  private static final String SIZE = "pool.size";

  /** For the test of evictions, so that it takes few apps. */
  private static final int POOL_SIZE = 3;

  private static final Duration OFTEN = Duration.ofMillis(20);
  private static final Set<Integer> CHANGES =
      Set.of(
          BundleEvent.STARTING,
          BundleEvent.STARTED,
          BundleEvent.STOPPING,
          BundleEvent.STOPPED,
          BundleEvent.UNRESOLVED,
          BundleEvent.UPDATED,
          BundleEvent.UNINSTALLED);

  @Inject private ConfigurationAdmin configurations;
  @Inject private WorkerRuntime workers;

  @Rule public final TemporaryFolder files = new TemporaryFolder();

  private final List<BundleEvent> changes = new CopyOnWriteArrayList<>();
  private final List<FrameworkEvent> refreshes = new CopyOnWriteArrayList<>();
  private final SynchronousBundleListener listener = this::hear;
  private final FrameworkListener frameworkListener = this::hear;
  private final Map<Bundle, BundleWiring> wirings = new HashMap<>();
  private String neighbour;

  /** An app that has no part in what happens to the other one. */
  @Before
  public void deployNeighbour() throws Exception {
    Bundle _ =
        deploy(
            TestBundle.ofServlet(NEIGHBOUR, "1.0.0", VersionServlet.class),
            NEIGHBOUR + ".jar",
            NEIGHBOUR_PATH);
    neighbour = worker(NEIGHBOUR_PATH);
    for (Bundle bundle : context.getBundles()) {
      BundleWiring wiring = bundle.adapt(BundleWiring.class);
      if (wiring != null) {
        wirings.put(bundle, wiring);
      }
    }
    context.addBundleListener(listener);
    context.addFrameworkListener(frameworkListener);
  }

  @After
  public void stopListening() {
    context.removeBundleListener(listener);
    context.removeFrameworkListener(frameworkListener);
  }

  @Test
  public void listener_whenAnyBundleChanges_hearsIt() throws Exception {
    for (String location : List.of("pax:bystander", "app:pax/bystander")) {
      Bundle bystander = install(new TestBundle("bystander", "1.0.0"), location);

      bystander.start();
      bystander.uninstall();

      assertThat(changesOfOthers())
          .contains(
              BundleEvent.STARTING + " " + location,
              BundleEvent.STARTED + " " + location,
              BundleEvent.STOPPED + " " + location,
              BundleEvent.UNRESOLVED + " " + location,
              BundleEvent.UNINSTALLED + " " + location);
    }
  }

  @Test
  public void replacement_changesNoOtherBundleAndLosesNoRequest() throws Exception {
    Bundle old = deploy(generation("one", ""), JAR, PATH);

    try (CallLoop calls = new CallLoop(() -> get(PATH))) {
      awaitCalls(calls);
      generation("two", "").writeTo(folder(), JAR);
      awaitDescription("two");
      awaitCalls(calls);
      assertThat(calls.errors()).isEmpty();
    }

    awaitChange(BundleEvent.UNINSTALLED, old);
    assertNobodyElseChanged();
  }

  @Test
  public void newVersion_besideTheOldOne_changesNoOtherBundleAndLosesNoRequest() throws Exception {
    Bundle first = deploy(generation("one", ""), JAR, PATH);
    String old = worker();
    Bundle bystander = awaitRefreshes();
    changes.clear();
    refreshes.clear();

    try (CallLoop calls = new CallLoop(() -> get(PATH))) {
      awaitCalls(calls);
      TestBundle.ofServlet("swap", "2.0.0", VersionServlet.class)
          .header("Bundle-Description", "two")
          .writeTo(folder(), "swap-2.jar");
      awaitDescription("two");
      awaitCalls(calls);
      assertThat(calls.errors()).isEmpty();
    }

    assertThat(worker(PATH + "@1")).isEqualTo(old);
    assertThat(changes).extracting(BundleEvent::getBundle).doesNotContain(first);
    assertThat(refreshes).as("nothing has gone: %s", told()).isEmpty();
    assertNobodyElseChanged();
    bystander.uninstall();
  }

  /**
   * What other tests have left behind is refreshed, and everybody has heard of it.
   *
   * @return a bundle that is to be uninstalled in the end, for that is a refresh, too
   */
  private Bundle awaitRefreshes() throws Exception {
    FrameworkWiring wiring =
        context.getBundle(Constants.SYSTEM_BUNDLE_ID).adapt(FrameworkWiring.class);
    await().pollInterval(OFTEN).until(() -> wiring.getRemovalPendingBundles().isEmpty());
    CountDownLatch refreshed = new CountDownLatch(1); // one after the other, so this is the last
    wiring.refreshBundles(List.of(), _ -> refreshed.countDown());
    assertThat(refreshed.await(30, TimeUnit.SECONDS)).isTrue();

    CountDownLatch told = new CountDownLatch(1); // after all that was to be told before
    BundleListener last = _ -> told.countDown();
    context.addBundleListener(last);
    Bundle bystander = install(new TestBundle("bystander", "1.0.0"), "pax:bystander");
    assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
    context.removeBundleListener(last);
    return bystander;
  }

  @Test
  public void recycling_changesNoOtherBundle() throws Exception {
    Bundle first = deploy(generation("one", ", \"maxRequests\": 5"), JAR, PATH);
    String worker = worker();

    await()
        .pollInterval(OFTEN)
        .untilAsserted(() -> assertThat(worker()).startsWith("swap@").isNotEqualTo(worker));

    awaitChange(BundleEvent.STOPPED, first);
    awaitChange(BundleEvent.UNRESOLVED, first); // refreshed, for the class loader's sake
    assertNobodyElseChanged();
  }

  @Test
  public void undeploying_changesNoOtherBundle() throws Exception {
    Bundle app = deploy(generation("one", ""), JAR, PATH);

    undeploy(JAR, app);

    awaitChange(BundleEvent.STOPPED, app);
    awaitChange(BundleEvent.UNINSTALLED, app);
    assertNobodyElseChanged();
  }

  @Test
  public void reconfiguration_changesNoOtherBundleAndLosesNoRequest() throws Exception {
    Bundle first = deploy(generation("one", ""), JAR, PATH);
    String worker = worker();

    Path part = folder().resolve(".sidecar.part");
    Files.writeString(part, settings(", \"maxConcurrency\": 3"));
    try (CallLoop calls = new CallLoop(() -> get(PATH))) {
      awaitCalls(calls);
      Files.move(part, folder().resolve(JAR + ".worker.jsonc"), StandardCopyOption.ATOMIC_MOVE);
      await()
          .pollInterval(OFTEN)
          .untilAsserted(() -> assertThat(worker()).startsWith("swap@").isNotEqualTo(worker));
      awaitCalls(calls);
      assertThat(calls.errors()).isEmpty();
    }

    awaitChange(BundleEvent.STOPPED, first);
    awaitChange(BundleEvent.UNRESOLVED, first);
    assertNobodyElseChanged();
  }

  @Test
  public void stop_whenOfTheBundleOfALiveWorker_losesNoRequest() throws Exception {
    deploy(generation("one", ""), JAR, PATH);
    Bundle live = active();

    try (CallLoop calls = new CallLoop(() -> get(PATH))) {
      awaitCalls(calls);
      stop(live).get(20, TimeUnit.SECONDS);
      assertThat(live.getState()).isNotEqualTo(Bundle.ACTIVE);
      awaitCalls(calls);
      assertThat(calls.errors()).isEmpty();
    }

    assertThat(active()).isNotEqualTo(live);
    assertNobodyElseChanged();
  }

  @Test
  public void stop_whenARequestIsInFlight_waitsForItsAnswer() throws Exception {
    deploy(TestBundle.generation("swap", "1.0.0", "done", ""), JAR, PATH);
    Bundle live = active();
    Path gate = files.getRoot().toPath().resolve("gate");
    try (ExecutorService caller = Executors.newSingleThreadExecutor()) {
      Future<HttpResponse<String>> answer = caller.submit(() -> get(PATH + "/gate?file=" + gate));
      awaitRequest();

      Future<?> stop = stop(live);
      await().pollInterval(OFTEN).until(() -> live.getState() == Bundle.STOPPING);
      assertThat(stop).isNotDone();
      assertThat(answer).isNotDone();
      Files.createFile(gate);

      stop.get(20, TimeUnit.SECONDS);
      assertThat(answer.get(20, TimeUnit.SECONDS).body()).isEqualTo("done");
    }
    assertThat(live.getState()).isNotEqualTo(Bundle.ACTIVE);
    assertThat(get(PATH).body()).isEqualTo("done");
  }

  @Test
  public void ttl_whenReached_changesNoOtherBundleAndLosesNoRequest() throws Exception {
    Bundle first = deploy(generation("one", ", \"ttl\": \"1s\""), JAR, PATH);

    try (CallLoop calls = new CallLoop(() -> get(PATH))) {
      awaitChange(BundleEvent.STOPPED, first);
      awaitCalls(calls);
      assertThat(calls.errors()).isEmpty();
    }

    assertNobodyElseChanged();
  }

  @Test
  public void eviction_changesNoOtherBundle() throws Exception {
    Configuration pool = configurations.getConfiguration("dev.buntime.worker.pool", "?");
    Dictionary<String, Object> before = pool.getProperties();
    resizePool(pool, POOL_SIZE);
    try {
      Bundle first = deploy(generation("one", ""), JAR, PATH);

      for (int app = 0; app < POOL_SIZE - 1; app++) { // the neighbour has a seat, too
        String name = "other-" + app;
        assertThat(get(NEIGHBOUR_PATH).statusCode()).isEqualTo(200); // so that it keeps it
        deploy(
            TestBundle.ofServlet(name, "1.0.0", VersionServlet.class), name + ".jar", "/" + name);
        changes.removeIf(event -> event.getBundle().getLocation().startsWith("app:" + name + "@"));
      }

      awaitChange(BundleEvent.STOPPED, first);
      assertNobodyElseChanged();
      assertThat(get(PATH).statusCode()).isEqualTo(200);
    } finally {
      resizePool(pool, (Integer) before.get(SIZE));
    }
  }

  private void resizePool(Configuration pool, int size) throws IOException {
    Dictionary<String, Object> properties = pool.getProperties();
    properties.put(SIZE, size);
    pool.update(properties);
    await().pollInterval(OFTEN).until(() -> workers.pool().size() == size);
  }

  @Test
  public void lifecycle_whenRegisteredByAnApp_hearsOnAThreadOfTheWorker() throws Exception {
    System.clearProperty(FarewellActivator.IDLE);
    System.clearProperty(FarewellActivator.TERMINATE);
    TestBundle bundle =
        generation("one", "")
            .type(FarewellActivator.class)
            .header(Constants.BUNDLE_ACTIVATOR, FarewellActivator.class.getName())
            .header(
                Constants.IMPORT_PACKAGE,
                "dev.buntime.app,jakarta.servlet,jakarta.servlet.http,org.osgi.framework");
    Bundle app = deploy(bundle, JAR, PATH);
    String worker = worker();

    await()
        .pollInterval(OFTEN)
        .untilAsserted(
            () -> assertThat(System.getProperty(FarewellActivator.IDLE)).isEqualTo(worker));
    assertThat(System.getProperty(FarewellActivator.TERMINATE)).isNull();
    undeploy(JAR, app);

    assertThat(System.getProperty(FarewellActivator.TERMINATE)).isEqualTo(worker);
  }

  private void hear(BundleEvent event) {
    if (CHANGES.contains(event.getType())) {
      changes.add(event);
    }
  }

  private void hear(FrameworkEvent event) {
    if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
      refreshes.add(event);
    }
  }

  private List<String> told() {
    return changes.stream().map(event -> event.getType() + " " + event.getBundle()).toList();
  }

  private List<String> changesOfOthers() {
    return changes.stream()
        .filter(event -> isOther(event.getBundle()))
        .map(event -> event.getType() + " " + event.getBundle().getLocation())
        .toList();
  }

  private static boolean isOther(Bundle bundle) {
    return !bundle.getLocation().startsWith(OWN);
  }

  /**
   * No bundle but those of the app has changed its state or was refreshed, which would have given
   * it another wiring; and the neighbour has the worker that it had. That the framework has
   * refreshed something says nothing: it does so for the bundles of the app.
   */
  private void assertNobodyElseChanged() throws IOException {
    assertThat(changesOfOthers()).isEmpty();
    wirings.forEach((bundle, wiring) ->
        assertThat(bundle.adapt(BundleWiring.class)).as(bundle.toString()).isSameAs(wiring));
    assertThat(worker(NEIGHBOUR_PATH)).isEqualTo(neighbour);
  }

  private void awaitChange(int type, Bundle bundle) {
    await()
        .pollInterval(OFTEN)
        .untilAsserted(() ->
            assertThat(changes)
                .anyMatch(event -> event.getType() == type && event.getBundle().equals(bundle)));
  }

  /** Stops a bundle as the web console does, on a thread that is not the worker's. */
  private static Future<?> stop(Bundle bundle) {
    FutureTask<Void> stop =
        new FutureTask<>(() -> {
          bundle.stop();
          return null;
        });
    Thread.ofPlatform().daemon().name("console").start(stop);
    return stop;
  }

  /** Waits until calls that began after now have ended. */
  private static void awaitCalls(CallLoop calls) {
    long now = calls.answers();
    await().until(() -> calls.answers() > now + 10);
  }

  /** Waits until the app's code runs for a request. */
  private static void awaitRequest() {
    await()
        .pollInterval(OFTEN)
        .until(() ->
            Thread.getAllStackTraces().values().stream()
                .flatMap(Arrays::stream)
                .anyMatch(frame -> frame.getClassName().equals(GenerationServlet.class.getName())));
  }

  private Bundle active() {
    List<Bundle> active =
        apps().stream().filter(app -> !isOther(app) && app.getState() == Bundle.ACTIVE).toList();
    assertThat(active).hasSize(1);
    return active.getFirst();
  }

  private static TestBundle generation(String description, String settings) throws IOException {
    return TestBundle.ofServlet("swap", "1.0.0", VersionServlet.class)
        .header("Bundle-Description", description)
        .file("worker.jsonc", settings(settings));
  }

  private static String settings(String more) {
    return "{ \"entrypoint\": \"" + VersionServlet.class.getName() + "\"" + more + " }";
  }

  private void awaitDescription(String description) {
    await()
        .pollInterval(OFTEN)
        .untilAsserted(() -> assertThat(member(PATH, "description")).isEqualTo(description));
  }

  /** Name of the worker that answers. */
  private String worker() throws IOException {
    return worker(PATH);
  }

  private String worker(String path) throws IOException {
    return member(path, "group");
  }

  private String member(String path, String name) throws IOException {
    return new ObjectMapper().readTree(get(path).body()).path(name).asText();
  }
}
