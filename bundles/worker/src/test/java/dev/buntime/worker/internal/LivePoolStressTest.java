package dev.buntime.worker.internal;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.catalog.CatalogSnapshot;
import dev.buntime.catalog.EntryPoint;
import dev.buntime.catalog.LiveApp;
import dev.buntime.runtime.ErrorCode;
import dev.buntime.runtime.InvocationException;
import dev.buntime.versions.AppVersion;
import dev.buntime.worker.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.osgi.framework.BundleException;

/**
 * Many requests to more apps than there are seats, while workers wear out, do not start and are
 * replaced: each request gets a place or is refused, and no seat is lost or given twice.
 */
public final class LivePoolStressTest {
  private static final int SECONDS = 20;
  private static final int APPS = 8;
  private static final int SEATS = 3;
  private static final int MOST_SEATS = 5;
  private static final int CLIENTS = 8;
  private static final int REQUESTS = 200; // of each client
  private static final Duration PATIENCE =
      Duration.ofMillis(20); // of the clock that passTime moves

  private final Fakes.Shop shop = new Fakes.Shop();
  private final LivePool pool = shop.pool(SEATS);
  private final List<Fakes.ManyGenerations> generations = new ArrayList<>();
  private final Map<ErrorCode, LongAdder> refusals = new ConcurrentHashMap<>();
  private final AtomicInteger served = new AtomicInteger();
  private final AtomicInteger mostTaken = new AtomicInteger();
  private final AtomicBoolean going = new AtomicBoolean(true);
  private CatalogSnapshot catalog = CatalogSnapshot.EMPTY;

  @Before
  public void deploy() {
    pool.limit(new PoolLimits(SEATS, PATIENCE));
    change(Fakes.snapshot(IntStream.range(0, APPS).mapToObj(this::app).toArray(LiveApp[]::new)));
  }

  @After
  public void stop() throws InterruptedException {
    assertThat(Waiting.on(pool.stop(), Duration.ofSeconds(SECONDS))).isTrue();
  }

  @Test
  public void lease_whileWorkersAreEvictedAndReplaced_neverTakesMoreSeatsThanThereAre()
      throws Exception {
    rush(() -> replace(anyApp()));

    assertThat(mostTaken).hasValue(SEATS);
    assertWhole(SEATS);
    assertAllEndsWell();
  }

  @Test
  public void lease_whileSeatsComeAndGoAndCandidatesTakeOver_losesNoSeat() throws Exception {
    rush(() -> {
      switch (ThreadLocalRandom.current().nextInt(4)) {
        case 0 -> replace(anyApp());
        case 1 -> rehearseAndReplace(anyApp());
        case 2 -> pool.cancel(rehearse(anyApp())).get(SECONDS, TimeUnit.SECONDS);
        default -> limit(1 + ThreadLocalRandom.current().nextInt(MOST_SEATS));
      }
    });

    for (int seats : List.of(1, MOST_SEATS, SEATS)) {
      limit(seats);
      assertWhole(seats);
    }
    assertAllEndsWell();
  }

  /** All clients at once, until each has had its requests; meanwhile something happens. */
  private void rush(Happening happening) throws Exception {
    long begin = System.nanoTime();
    List<Future<?>> clients = new ArrayList<>();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(threads.submit(this::call));
      }
      Future<?> time = threads.submit(this::passTime);
      Future<?> changes = threads.submit(() -> keepHappening(happening));
      try {
        for (Future<?> client : clients) {
          client.get(2 * SECONDS, TimeUnit.SECONDS);
        }
      } finally {
        going.set(false);
      }
      changes.get(2 * SECONDS, TimeUnit.SECONDS);
      time.get(SECONDS, TimeUnit.SECONDS);
    }
    System.out.printf(
        "LivePoolStressTest: %d served, refused %s, %d evictions, %d workers, %d did not start,"
            + " %d ms%n",
        served.get(),
        refusals,
        pool.counters().evictions(),
        pool.counters().workersCreated(),
        pool.counters().workersFailed(),
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
    assertThat(refusals.keySet())
        .isSubsetOf(ErrorCode.POOL_SATURATED, ErrorCode.WORKER_START_FAILED);
    assertThat(served.get()).isGreaterThan(CLIENTS * REQUESTS / 2);
    assertThat(pool.counters().evictions()).isPositive();
  }

  /** Something that happens to the pool, on one thread. */
  private interface Happening {
    void happen() throws Exception;
  }

  private @Nullable Void keepHappening(Happening happening) throws Exception {
    while (going.get()) {
      happening.happen();
      LockSupport.parkNanos(500_000);
    }
    return null;
  }

  private void passTime() {
    for (int i = 0; going.get(); i++) {
      shop.time.advance(Duration.ofMillis(1));
      pool.tick();
      if (i % 50 == 0) {
        pool.age();
      }
      LockSupport.parkNanos(100_000);
    }
  }

  private @Nullable Void call() throws Exception {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    for (int i = 0; i < REQUESTS; i++) {
      CompletableFuture<Lease> lease = pool.lease(id(random.nextInt(APPS)));
      try (Lease place = lease.get(SECONDS, TimeUnit.SECONDS)) {
        assertThat(place.contextPath()).isNotEmpty();
        served.incrementAndGet();
        mostTaken.accumulateAndGet(pool.seats().taken(), Math::max);
        if (random.nextInt(4) == 0) {
          LockSupport.parkNanos(random.nextInt(1_000_000));
        }
      } catch (ExecutionException e) {
        InvocationException refusal = (InvocationException) requireNonNull(e.getCause());
        assertThat(refusal.code().status()).isEqualTo(503);
        refusals.computeIfAbsent(refusal.code(), _ -> new LongAdder()).increment();
      }
    }
    return null;
  }

  /** At rest: as many workers as seats can be live at a time, and one more has to wait. */
  private void assertWhole(int seats) throws Exception {
    soon()
        .untilAsserted(() -> {
          pool.tick();
          assertThat(pool.workers().stream().filter(worker -> !isFailed(worker)))
              .allMatch(worker -> worker.state().isLive())
              .hasSizeLessThanOrEqualTo(seats)
              .hasSize(pool.seats().taken());
          assertThat(pool.seats().waiting()).isZero();
        });
    List<Lease> leases = new ArrayList<>();
    for (int i = 0; i < seats; i++) {
      replace(i); // whatever it was that did not start, this one does
      leases.add(pool.lease(id(i)).get(SECONDS, TimeUnit.SECONDS));
    }
    assertThat(pool.seats().taken()).isEqualTo(seats);

    CompletableFuture<Lease> oneMore = pool.lease(id(seats));

    assertThat(oneMore).isNotDone();
    assertThat(pool.seats().waiting()).isEqualTo(1);
    leases.removeFirst().close();
    leases.add(oneMore.get(SECONDS, TimeUnit.SECONDS));
    assertThat(pool.seats().taken()).isEqualTo(seats);
    leases.forEach(Lease::close);
  }

  private static boolean isFailed(Worker worker) {
    return worker.state() instanceof WorkerState.Failed;
  }

  /** When nothing is deployed any more, each bundle that was taken was stopped and given back. */
  private void assertAllEndsWell() {
    change(CatalogSnapshot.EMPTY);
    soon().untilAsserted(() -> assertThat(pool.workers()).isEmpty());
    assertThat(pool.seats().taken()).isZero();
    soon()
        .untilAsserted(() ->
            assertThat(generations)
                .allSatisfy(each -> assertThat(each.givenBack).hasSameSizeAs(each.taken)));
    assertThat(generations)
        .flatExtracting(each -> each.taken)
        .allSatisfy(bundle -> assertThat(bundle.starts).hasValueLessThanOrEqualTo(1));
  }

  private static int anyApp() {
    return ThreadLocalRandom.current().nextInt(APPS);
  }

  private void replace(int number) {
    replaceBy(app(number));
  }

  private void replaceBy(LiveApp next) {
    change(
        Fakes.snapshot(
            Stream.concat(
                    catalog.liveApps().stream().filter(each -> !each.id().equals(next.id())),
                    Stream.of(next))
                .toArray(LiveApp[]::new)));
  }

  private void rehearseAndReplace(int number) throws Exception {
    LiveApp candidate = app(number);
    boolean starts =
        pool.rehearse(candidate, catalog.find(candidate.id()).orElseThrow())
            .handle((_, failure) -> failure == null)
            .get(SECONDS, TimeUnit.SECONDS);
    if (starts) { // else the old one stays
      replaceBy(candidate);
    }
  }

  /** Has a candidate start, and does not wait for it. */
  private LiveApp rehearse(int number) {
    LiveApp candidate = app(number);
    var _ = pool.rehearse(candidate, catalog.find(candidate.id()).orElseThrow());
    return candidate;
  }

  private void limit(int seats) {
    pool.limit(new PoolLimits(seats, PATIENCE));
  }

  /**
   * Another artifact. Each second app wears out soon; while there is a rush, one in ten artifacts
   * of the last app does not start.
   */
  private LiveApp app(int number) {
    Fakes.ManyGenerations made = new Fakes.ManyGenerations();
    if (number == APPS - 1 && going.get() && ThreadLocalRandom.current().nextInt(10) == 0) {
      made.onStart =
          () -> {
            throw new BundleException("broken");
          };
    }
    generations.add(made);
    return Fakes.app(
        id(number).toString(),
        new EntryPoint.Whiteboard(),
        Fakes.settings(settings -> settings.maxRequests(number % 2 == 0 ? 0 : 20)),
        made);
  }

  private static AppVersion id(int number) {
    return Fakes.id("app" + number + "@1.0.0");
  }

  private void change(CatalogSnapshot after) {
    CatalogSnapshot before = catalog;
    catalog = after;
    pool.changed(before, after);
  }

  private static ConditionFactory soon() {
    return await()
        .atMost(Duration.ofSeconds(SECONDS))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5));
  }
}
