package dev.buntime.worker.internal;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.catalog.CatalogSnapshot;
import dev.buntime.catalog.EntryPoint;
import dev.buntime.catalog.LiveApp;
import dev.buntime.runtime.ErrorCode;
import dev.buntime.runtime.InvocationException;
import dev.buntime.runtime.dto.WorkerDTO;
import dev.buntime.versions.AppVersion;
import dev.buntime.worker.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.osgi.framework.BundleException;

public final class LivePoolTest {
  private static final int SECONDS = 20;
  private static final AppVersion SHOP = Fakes.id("shop@1.0.0");

  private final Fakes.Shop shop = new Fakes.Shop();
  private final LivePool pool = shop.pool(10);
  private final Fakes.TestBundle bundle = new Fakes.TestBundle();
  private CatalogSnapshot catalog = CatalogSnapshot.EMPTY;

  @Before
  public void deploy() {
    change(Fakes.snapshot(app(bundle)));
  }

  @After
  public void stop() throws InterruptedException {
    assertThat(Waiting.on(pool.stop(), Duration.ofSeconds(SECONDS))).isTrue();
  }

  @Test
  public void lease_atFirst_startsAWorker() throws Exception {
    try (Lease lease = get(pool.lease(SHOP))) {
      assertThat(lease.contextPath()).isEqualTo("/.w/1");
      assertThat(workers()).hasSize(1);
      WorkerDTO dto = workers().getFirst();
      assertThat(dto.id()).isEqualTo("shop@1.0.0#1");
      assertThat(dto.state()).isEqualTo("Active");
      assertThat(dto.inFlight()).isEqualTo(1);
    }
    assertThat(bundle.starts).hasValue(1);
  }

  @Test
  public void lease_whenLive_isCompleteAtOnce() throws Exception {
    get(pool.lease(SHOP)).close();

    CompletableFuture<Lease> second = pool.lease(SHOP);

    assertThat(second).isCompleted();
    second.join().close();
    assertThat(bundle.starts).hasValue(1);
    assertThat(workers().getFirst().requestCount()).isEqualTo(2);
  }

  @Test
  public void lease_whenManyAtOnce_shareOneStart() throws Exception {
    CountDownLatch hang = new CountDownLatch(1);
    bundle.onStart = hang::await;
    List<CompletableFuture<Lease>> waiting =
        IntStream.range(0, 50).parallel().mapToObj(i -> pool.lease(SHOP)).toList();
    soon().until(() -> bundle.starts.get() == 1);
    assertThat(waiting).noneMatch(CompletableFuture::isDone);

    hang.countDown();

    for (CompletableFuture<Lease> one : waiting) {
      get(one).close();
    }
    assertThat(bundle.starts).hasValue(1);
    assertThat(workers()).hasSize(1);
    assertThat(workers().getFirst().requestCount()).isEqualTo(50);
  }

  @Test
  public void lease_whenTwoVersions_startsTwoWorkers() throws Exception {
    Fakes.TestBundle second = new Fakes.TestBundle();
    LiveApp other = Fakes.app("shop@2.0.0", second.get(), new EntryPoint.Whiteboard());
    change(Fakes.snapshot(liveShop(), other));

    try (Lease one = get(pool.lease(SHOP));
        Lease two = get(pool.lease(other.id()))) {
      assertThat(one.contextPath()).isNotEqualTo(two.contextPath());
      assertThat(one.executor()).isNotSameAs(two.executor());
      assertThat(workers()).extracting(WorkerDTO::version).containsExactly("1.0.0", "2.0.0");
    }
  }

  @Test
  public void lease_whenNeverDeployed_isNotFound() throws Exception {
    InvocationException refusal = refusal(pool.lease(Fakes.id("cart@1.0.0")));

    assertThat(refusal.code()).isEqualTo(ErrorCode.VERSION_NOT_FOUND);
    assertThat(refusal.app()).isEqualTo("cart");
    assertThat(refusal.version()).isEqualTo("1.0.0");
    assertThat(refusal.detail()).isEqualTo("cart@1.0.0 was undeployed a moment ago.");
    assertThat(workers()).isEmpty();
  }

  @Test
  public void lease_whenStartFails_saysWhyAndWhenToTryAgain() throws Exception {
    breakStart();

    InvocationException refusal = refusal(pool.lease(SHOP));

    assertThat(refusal.code()).isEqualTo(ErrorCode.WORKER_START_FAILED);
    assertThat(refusal.detail())
        .isEqualTo(
            "shop@1.0.0 does not start: its bundle activator failed:"
                + " java.lang.IllegalStateException: no database. The next try is in 1 s.");
    assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(1));
    assertThat(workers().getFirst().state()).isEqualTo("Failed");
    assertThat(workers().getFirst().reason()).contains("no database");
  }

  @Test
  public void lease_whenStartFailed_doesNotTryAgainAtOnce() throws Exception {
    breakStart();
    for (int i = 0; i < 20; i++) {
      assertThat(refusal(pool.lease(SHOP)).code()).isEqualTo(ErrorCode.WORKER_START_FAILED);
    }

    assertThat(bundle.starts).hasValue(1);
  }

  @Test
  public void lease_afterTheBackOff_triesAgainWithAFreshWorker() throws Exception {
    breakStart();
    refusal(pool.lease(SHOP));
    bundle.onStart = () -> {};

    shop.time.advance(Duration.ofMillis(999));
    assertThat(refusal(pool.lease(SHOP)).code()).isEqualTo(ErrorCode.WORKER_START_FAILED);
    shop.time.advance(Duration.ofMillis(1));

    get(pool.lease(SHOP)).close();
    assertThat(bundle.starts).hasValue(2);
    assertThat(workers()).extracting(WorkerDTO::id).containsExactly("shop@1.0.0#2");
  }

  @Test
  public void lease_whenStartsFailInARow_waitsTwiceAsLongEachTime() throws Exception {
    breakStart();
    int starts = 0;
    for (int seconds : List.of(1, 2, 4, 8)) {
      starts++;

      InvocationException refusal = refusal(pool.lease(SHOP));

      assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(seconds));
      assertThat(refusal.detail()).contains("The next try is in " + seconds + " s.");
      assertThat(bundle.starts).hasValue(starts);
      shop.time.advance(Duration.ofSeconds(seconds).minusMillis(1));
      assertThat(refusal(pool.lease(SHOP)).retryAfter()).isEqualTo(Duration.ofSeconds(1));
      assertThat(bundle.starts).as("not before its time").hasValue(starts);
      shop.time.advance(Duration.ofMillis(1));
    }

    bundle.onStart = () -> {};
    get(pool.lease(SHOP)).close();
    assertThat(bundle.starts).hasValue(starts + 1);
  }

  @Test
  public void lease_whenManyWaitForAFailingStart_allAreRefused() throws Exception {
    CountDownLatch hang = new CountDownLatch(1);
    bundle.onStart =
        () -> {
          hang.await();
          throw new BundleException("broken");
        };
    List<CompletableFuture<Lease>> waiting =
        IntStream.range(0, 20).mapToObj(i -> pool.lease(SHOP)).toList();

    hang.countDown();

    for (CompletableFuture<Lease> one : waiting) {
      assertThat(refusal(one).code()).isEqualTo(ErrorCode.WORKER_START_FAILED);
    }
    assertThat(bundle.starts).hasValue(1);
  }

  @Test
  public void changed_whenUndeployed_retiresTheWorker() throws Exception {
    get(pool.lease(SHOP)).close();

    change(CatalogSnapshot.EMPTY);

    soon().until(() -> workers().isEmpty());
    assertThat(bundle.stops).hasValue(1);
    assertThat(shop.sandbox.closed).hasValue(1);
    assertThat(refusal(pool.lease(SHOP)).code()).isEqualTo(ErrorCode.VERSION_NOT_FOUND);
  }

  @Test
  public void changed_whenUndeployed_waitsForLeases() throws Exception {
    Lease lease = get(pool.lease(SHOP));

    change(CatalogSnapshot.EMPTY);

    soon().until(() -> workers().getFirst().state().equals("Draining"));
    assertThat(bundle.stops).hasValue(0);
    assertThat(workers()).as("shown while it drains").hasSize(1);
    lease.close();
    soon().until(() -> workers().isEmpty());
    assertThat(bundle.stops).hasValue(1);
  }

  @Test
  public void changed_whenAnotherAppChanges_keepsTheWorker() throws Exception {
    get(pool.lease(SHOP)).close();
    LiveApp cart =
        Fakes.app("cart@1.0.0", new Fakes.TestBundle().get(), new EntryPoint.Whiteboard());

    change(Fakes.snapshot(liveShop(), cart));
    change(Fakes.snapshot(liveShop()));

    get(pool.lease(SHOP)).close();
    assertThat(bundle.starts).hasValue(1);
    assertThat(bundle.stops).hasValue(0);
  }

  @Test
  public void changed_whenReplaced_givesNewRequestsANewWorker() throws Exception {
    Lease old = get(pool.lease(SHOP));
    Fakes.TestBundle next = new Fakes.TestBundle();

    change(Fakes.snapshot(app(next)));
    Lease fresh = get(pool.lease(SHOP));

    assertThat(next.starts).hasValue(1);
    assertThat(fresh.contextPath()).isNotEqualTo(old.contextPath());
    assertThat(bundle.stops).as("still in use").hasValue(0);
    assertThat(workers()).extracting(WorkerDTO::id).containsExactly("shop@1.0.0#1", "shop@1.0.0#2");
    old.close();
    soon().until(() -> bundle.stops.get() == 1);
    assertThat(next.stops).hasValue(0);
    fresh.close();
  }

  @Test
  public void changed_whenReplacedWhileStarting_givesThoseWhoWaitTheNewWorker() throws Exception {
    CountDownLatch hang = new CountDownLatch(1);
    bundle.onStart = hang::await;
    CompletableFuture<Lease> waiting = pool.lease(SHOP);
    soon().until(() -> bundle.starts.get() == 1);
    Fakes.TestBundle next = new Fakes.TestBundle();

    change(Fakes.snapshot(app(next)));
    soon().until(() -> workers().getFirst().state().equals("Draining"));
    hang.countDown();

    get(waiting).close();
    assertThat(next.starts).hasValue(1);
    soon().until(() -> bundle.stops.get() == 1 && workers().size() == 1);
    assertThat(workers()).extracting(WorkerDTO::id).containsExactly("shop@1.0.0#2");
  }

  @Test
  public void changed_whenUndeployedWhileStarting_tellsThoseWhoWait() throws Exception {
    CountDownLatch hang = new CountDownLatch(1);
    bundle.onStart = hang::await;
    CompletableFuture<Lease> waiting = pool.lease(SHOP);
    soon().until(() -> bundle.starts.get() == 1);

    change(CatalogSnapshot.EMPTY);
    soon().until(() -> workers().getFirst().state().equals("Draining"));
    hang.countDown();

    assertThat(refusal(waiting).code()).isEqualTo(ErrorCode.VERSION_NOT_FOUND);
    soon().until(() -> workers().isEmpty());
    assertThat(bundle.stops).hasValue(1);
  }

  @Test
  public void changed_whenFailedAppIsReplaced_triesTheNewOneAtOnce() throws Exception {
    breakStart();
    refusal(pool.lease(SHOP));
    Fakes.TestBundle next = new Fakes.TestBundle();

    change(Fakes.snapshot(app(next)));

    get(pool.lease(SHOP)).close();
    assertThat(next.starts).hasValue(1);
    soon().until(() -> workers().size() == 1);
  }

  @Test
  public void workers_whenNothingCameForASecond_areIdle() throws Exception {
    get(pool.lease(SHOP)).close();

    shop.time.advance(Duration.ofMillis(999));
    pool.age();
    assertThat(workers().getFirst().state()).isEqualTo("Active");
    shop.time.advance(Duration.ofMillis(1));
    pool.age();
    assertThat(workers().getFirst().state()).isEqualTo("Idle");

    get(pool.lease(SHOP)).close();
    assertThat(bundle.starts).hasValue(1);
  }

  @Test
  public void recallStreams_tellsAllPlacesAndGoesOn() throws Exception {
    List<Lease.Recall> heard = new ArrayList<>();
    Lease lease = get(pool.lease(SHOP));
    lease.onRecall(heard::add);

    pool.recallStreams();

    assertThat(heard).containsExactly(Lease.Recall.DRAIN);
    get(pool.lease(SHOP)).close(); // ordinary requests are served
    lease.close();
    assertThat(bundle.stops).hasValue(0);
  }

  @Test
  public void stop_retiresAllAndRefusesNewRequests() throws Exception {
    get(pool.lease(SHOP)).close();

    assertThat(Waiting.on(pool.stop(), Duration.ofSeconds(SECONDS))).isTrue();

    assertThat(bundle.stops).hasValue(1);
    soon().until(() -> workers().isEmpty());
    assertThat(refusal(pool.lease(SHOP)).code()).isEqualTo(ErrorCode.NOT_READY);
  }

  @Test
  public void stop_whenInFlight_cutsItOff() throws Exception {
    Lease lease = get(pool.lease(SHOP));
    List<Lease.Recall> heard = new ArrayList<>();
    lease.onRecall(why -> {
      heard.add(why);
      if (why == Lease.Recall.CUT) {
        lease.close();
      }
    });

    assertThat(Waiting.on(pool.stop(), Duration.ofSeconds(SECONDS))).isTrue();

    assertThat(heard).containsExactly(Lease.Recall.CUT);
    assertThat(bundle.stops).hasValue(1);
  }

  @Test
  public void lease_whileTheAppIsReplacedOverAndOver_isAlwaysGiven() throws Exception {
    AtomicBoolean replacing = new AtomicBoolean(true);
    AtomicInteger served = new AtomicInteger();
    List<Fakes.TestBundle> bundles = new ArrayList<>(List.of(bundle));
    try (ExecutorService clients = Executors.newFixedThreadPool(4)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        running.add(clients.submit(() -> callWhile(replacing, served)));
      }
      for (int i = 0; i < 200; i++) {
        int before = served.get();
        Fakes.TestBundle next = new Fakes.TestBundle();
        bundles.add(next);
        change(Fakes.snapshot(app(next)));
        soon().until(() -> served.get() > before || running.stream().anyMatch(Future::isDone));
      }
      replacing.set(false);
      for (Future<?> one : running) {
        one.get(SECONDS, TimeUnit.SECONDS);
      }
    }

    change(CatalogSnapshot.EMPTY);
    soon().until(() -> workers().isEmpty());
    assertThat(bundles)
        .allSatisfy(one -> assertThat(one.stops.get()).isEqualTo(one.starts.get()))
        .allSatisfy(one -> assertThat(one.starts.get()).isLessThanOrEqualTo(1));
  }

  private static ConditionFactory soon() {
    return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
  }

  private void callWhile(AtomicBoolean going, AtomicInteger served) {
    while (going.get()) {
      try (Lease lease = pool.lease(SHOP).get(SECONDS, TimeUnit.SECONDS)) {
        assertThat(lease.contextPath()).isNotEmpty();
        served.incrementAndGet();
      } catch (Exception e) {
        throw new IllegalStateException("a request was refused or forgotten", e);
      }
    }
  }

  private void breakStart() {
    bundle.onStart =
        () -> {
          throw new BundleException("activator", new IllegalStateException("no database"));
        };
  }

  private LiveApp liveShop() {
    return catalog.find(SHOP).orElseThrow();
  }

  private static LiveApp app(Fakes.TestBundle bundle) {
    return Fakes.app(
        SHOP.toString(),
        new EntryPoint.Whiteboard(),
        Fakes.settings(settings -> settings.maxRequests(0)),
        new Fakes.OneGeneration(bundle.get()));
  }

  private void change(CatalogSnapshot after) {
    CatalogSnapshot before = catalog;
    catalog = after;
    pool.changed(before, after);
  }

  private List<WorkerDTO> workers() {
    return pool.workers().stream().map(worker -> worker.toDto(LivingThreads.now())).toList();
  }

  private static Lease get(CompletableFuture<Lease> lease) throws Exception {
    return lease.get(SECONDS, TimeUnit.SECONDS);
  }

  private static InvocationException refusal(CompletableFuture<Lease> lease) throws Exception {
    Throwable failure =
        lease
            .handle((found, thrown) -> requireNonNull(thrown, "it was not refused"))
            .get(SECONDS, TimeUnit.SECONDS);
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return (InvocationException) requireNonNull(cause);
  }
}
