package dev.buntime.worker.internal;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.buntime.catalog.CatalogSnapshot;
import dev.buntime.catalog.EntryPoint;
import dev.buntime.catalog.Generations;
import dev.buntime.catalog.LiveApp;
import dev.buntime.runtime.ErrorCode;
import dev.buntime.runtime.InvocationException;
import dev.buntime.runtime.dto.AppUsageDTO;
import dev.buntime.versions.AppVersion;
import dev.buntime.worker.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** How workers follow each other, and who gets the seats. */
public final class LivePoolSwapTest {
  private static final int SECONDS = 30;
  private static final AppVersion SHOP = Fakes.id("shop@1.0.0");

  private final Fakes.Shop shop = new Fakes.Shop();
  private final Fakes.ManyGenerations generations = new Fakes.ManyGenerations();
  private LivePool pool = shop.pool(10);
  private CatalogSnapshot catalog = CatalogSnapshot.EMPTY;

  @After
  public void stop() throws InterruptedException {
    assertThat(Waiting.on(pool.stop(), Duration.ofSeconds(SECONDS))).isTrue();
  }

  @Test
  public void worn_isReplacedWithoutAGap() throws Exception {
    deploy(settings -> settings.maxRequests(2));
    CountDownLatch starting = new CountDownLatch(1);
    get(pool.lease(SHOP)).close();
    generations.onStart = starting::await;

    Lease last = get(pool.lease(SHOP)); // the second: it is worn now
    soon().until(() -> generations.taken.size() == 2);
    Lease more = get(pool.lease(SHOP));
    assertThat(more.contextPath()).as("until the next is ready").isEqualTo(last.contextPath());
    starting.countDown();

    soon().until(() -> states().contains("shop@1.0.0#1 Active>Draining"));
    Lease next = get(pool.lease(SHOP));
    assertThat(next.contextPath()).isNotEqualTo(last.contextPath());
    assertThat(generations.taken.getFirst().stops).hasValue(0);
    last.close();
    more.close();
    next.close();
    soon().until(() -> generations.givenBack.size() == 1);
    assertThat(generations.taken.getFirst().stops).hasValue(1);
    assertThat(generations.taken.getLast().stops).hasValue(0);
  }

  @Test
  public void usage_isThatOfAllWorkers_andNeverGetsLess() throws Exception {
    deploy(settings -> settings.maxRequests(2));
    int requests = 0;
    for (int ended = 1; ended <= 3; ended++) {
      int soFar = ended;
      for (int i = 0; i < 2; i++) {
        get(pool.lease(SHOP)).close();
        requests++;

        AppUsageDTO usage = pool.usage().getFirst();

        assertThat(usage.app()).isEqualTo("shop");
        assertThat(usage.requestCount()).isEqualTo(requests);
        assertThat(usage.inFlight()).isZero();
      }
      soon().until(() -> generations.givenBack.size() == soFar);
      assertThat(pool.usage().getFirst().requestCount()).isEqualTo(requests);
    }
    soon().until(() -> pool.usage().getFirst().workers() == 1);
  }

  @Test
  public void worn_whenTheNextDoesNotStart_stays() throws Exception {
    deploy(settings -> settings.ttl(Duration.ofSeconds(60)).idleTimeout(Duration.ZERO));
    get(pool.lease(SHOP)).close();
    breakStart();
    shop.time.advance(Duration.ofSeconds(60));

    pool.age();

    soon().until(() -> states().contains("shop@1.0.0#2 Creating>Failed"));
    get(pool.lease(SHOP)).close();
    assertThat(generations.taken.getFirst().stops).as("it goes on").hasValue(0);
    assertThat(pool.workers())
        .extracting(Worker::id)
        .as("the failure is shown")
        .containsExactly("shop@1.0.0#1", "shop@1.0.0#2");
    generations.onStart = () -> {};
    soon()
        .until(() -> {
          shop.time.advance(Duration.ofSeconds(1));
          pool.age();
          return states().contains("shop@1.0.0#1 Active>Draining")
              || states().contains("shop@1.0.0#1 Idle>Draining");
        });
    get(pool.lease(SHOP)).close();
  }

  @Test
  public void restart_whenThereIsNoWorker_isNoNews() throws Exception {
    deploy(settings -> settings);

    assertThat(pool.restart(SHOP).get(SECONDS, TimeUnit.SECONDS)).isFalse();
    assertThat(generations.taken).isEmpty();
  }

  @Test
  public void restart_replacesTheWorkerOnce_howeverManyAsk() throws Exception {
    deploy(settings -> settings);
    Lease begun = get(pool.lease(SHOP));
    CountDownLatch starting = new CountDownLatch(1);
    generations.onStart = starting::await;

    CompletableFuture<Boolean> first = pool.restart(SHOP);
    CompletableFuture<Boolean> second = pool.restart(SHOP);
    get(pool.lease(SHOP)).close(); // until then the old one serves
    starting.countDown();

    assertThat(first.get(SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(second.get(SECONDS, TimeUnit.SECONDS)).isTrue();
    Lease next = get(pool.lease(SHOP));
    assertThat(next.contextPath()).isNotEqualTo(begun.contextPath());
    assertThat(generations.taken).hasSize(2);
    begun.close();
    next.close();
  }

  @Test
  public void restart_whenTheNextDoesNotStart_failsAndTheOldOneStays() throws Exception {
    deploy(settings -> settings);
    get(pool.lease(SHOP)).close();
    breakStart();

    CompletableFuture<Boolean> restart = pool.restart(SHOP);

    assertThat(restart).failsWithin(Duration.ofSeconds(SECONDS));
    get(pool.lease(SHOP)).close();
    assertThat(generations.taken.getFirst().stops).hasValue(0);
  }

  @Test
  public void old_whenNobodyCallsIt_isReplacedOnceAndNotForEver() throws Exception {
    deploy(settings -> settings.ttl(Duration.ofSeconds(2)).idleTimeout(Duration.ofSeconds(60)));
    get(pool.lease(SHOP)).close();
    shop.time.advance(Duration.ofSeconds(2));
    pool.age();
    soon()
        .until(() ->
            states().contains("shop@1.0.0#1 Active>Draining")
                || states().contains("shop@1.0.0#1 Idle>Draining"));
    soon().until(() -> generations.givenBack.size() == 1);
    shop.time.advance(Duration.ofSeconds(2));

    pool.age();

    soon().until(() -> pool.workers().isEmpty());
    assertThat(generations.taken).hasSize(2);
    assertThat(pool.seats().taken()).isZero();
  }

  @Test
  public void idle_forLong_isStoppedAndGivesItsSeatBack() throws Exception {
    deploy(settings -> settings.idleTimeout(Duration.ofSeconds(60)));
    get(pool.lease(SHOP)).close();
    shop.time.advance(Duration.ofSeconds(59));
    pool.age();
    assertThat(pool.workers()).hasSize(1);
    shop.time.advance(Duration.ofSeconds(1));

    pool.age();

    soon().until(() -> pool.workers().isEmpty());
    assertThat(pool.seats().taken()).isZero();
    get(pool.lease(SHOP)).close();
    assertThat(generations.taken).as("a fresh one").hasSize(2);
  }

  @Test
  public void broken_isReplacedAtOnce() throws Exception {
    deploy(settings -> settings);
    Lease lease = get(pool.lease(SHOP));
    Worker broken = pool.workers().getFirst();

    pool.broken(broken, "on purpose");

    soon().until(() -> states().contains("shop@1.0.0#2 Creating>Ready"));
    Lease next = get(pool.lease(SHOP));
    assertThat(next.contextPath()).isNotEqualTo(lease.contextPath());
    assertThat(pool.seats().taken()).isEqualTo(1);
    lease.close();
    next.close();
    soon().until(() -> generations.givenBack.size() == 1);
  }

  @Test
  public void lease_whenTheSeatsAreTaken_evictsTheLeastRecentlyUsed() throws Exception {
    pool = shop.pool(2);
    deployMany(3);
    Lease one = get(pool.lease(id(1)));
    one.close();
    shop.time.advance(Duration.ofMillis(1));
    get(pool.lease(id(2))).close();
    shop.time.advance(Duration.ofMillis(1));
    get(pool.lease(id(1))).close(); // now 2 is the least recently used

    get(pool.lease(id(3))).close();

    soon().until(() -> pool.workers().size() == 2);
    assertThat(pool.workers())
        .extracting(worker -> worker.app().id())
        .containsExactlyInAnyOrder(id(1), id(3));
    assertThat(pool.counters().evictions()).isEqualTo(1);
    assertThat(pool.seats().taken()).isEqualTo(2);
  }

  @Test
  public void lease_whenAllAreBusy_waitsForTheFirstThatIsFree() throws Exception {
    pool = shop.pool(1);
    deployMany(2);
    Lease busy = get(pool.lease(id(1)));

    CompletableFuture<Lease> waiting = pool.lease(id(2));

    assertThat(waiting).isNotDone();
    assertThat(pool.seats().waiting()).isEqualTo(1);
    busy.close();
    get(waiting).close();
    assertThat(pool.seats().taken()).isEqualTo(1);
  }

  @Test
  public void lease_whenAnotherOfItsVersionGotASeat_needsNoneOfItsOwn() throws Exception {
    pool = shop.pool(1);
    deployMany(2);
    Lease busy = get(pool.lease(id(1)));
    CompletableFuture<Lease> first = pool.lease(id(2));
    CompletableFuture<Lease> second = pool.lease(id(2));

    busy.close();

    Lease one = get(first); // and is not over yet
    get(second).close();
    one.close();
  }

  @Test
  public void lease_whenItsVersionComesWithACandidate_needsNoSeat() throws Exception {
    pool = shop.pool(1);
    deployMany(2);
    Lease busy = get(pool.lease(id(1)));
    Fakes.ManyGenerations next = new Fakes.ManyGenerations();
    LiveApp candidate = app(id(2).toString(), next);
    pool.rehearse(candidate, catalog.find(id(1)).orElseThrow()).get(SECONDS, TimeUnit.SECONDS);
    CompletableFuture<Lease> waiting = pool.lease(id(2));

    change(Fakes.snapshot(catalog.find(id(1)).orElseThrow(), candidate));

    get(waiting).close();
    assertThat(next.taken).hasSize(1);
    busy.close();
  }

  @Test
  public void lease_whenAllAreBusyForLong_isRefused() throws Exception {
    pool = shop.pool(1);
    deployMany(2);
    Lease busy = get(pool.lease(id(1)));
    CompletableFuture<Lease> waiting = pool.lease(id(2));
    shop.time.advance(Duration.ofMillis(9_999));
    pool.tick();
    assertThat(waiting).isNotDone();
    shop.time.advance(Duration.ofMillis(1));

    pool.tick();

    InvocationException refusal = refusal(waiting);
    assertThat(refusal.code()).isEqualTo(ErrorCode.POOL_SATURATED);
    assertThat(refusal.detail()).contains("poolSize");
    busy.close();
  }

  @Test
  public void limit_whenThereAreMoreSeats_letsInAtOnceWhoWaits() throws Exception {
    pool = shop.pool(1);
    deployMany(4);
    Lease busy = get(pool.lease(id(1)));
    List<CompletableFuture<Lease>> waiting =
        List.of(pool.lease(id(2)), pool.lease(id(3)), pool.lease(id(4)));

    pool.limit(limits(3));

    Lease two = get(waiting.get(0));
    Lease three = get(waiting.get(1));
    assertThat(waiting.get(2)).isNotDone();
    assertThat(pool.seats().taken()).isEqualTo(3);
    busy.close();
    get(waiting.get(2)).close();
    two.close();
    three.close();
  }

  @Test
  public void limit_whenThereAreFewerSeats_drainsWhatWasUnusedForLongest() throws Exception {
    pool = shop.pool(3);
    deployMany(3);
    for (int i : List.of(1, 2, 3, 2, 1)) { // so that 3 is the least recently used, then 2
      get(pool.lease(id(i))).close();
      shop.time.advance(Duration.ofMillis(1));
    }

    pool.limit(limits(1));

    soon().until(() -> pool.workers().size() == 1);
    assertThat(pool.workers().getFirst().app().id()).isEqualTo(id(1));
    assertThat(pool.seats().taken()).isEqualTo(1);
    assertThat(pool.counters().evictions()).isEqualTo(2);
  }

  @Test
  public void limit_whenTheWorkersAreBusy_drainsThemWhenTheirRequestsAreAnswered()
      throws Exception {
    pool = shop.pool(2);
    deployMany(2);
    Lease one = get(pool.lease(id(1)));
    Lease two = get(pool.lease(id(2)));

    pool.limit(limits(1));
    pool.tick();
    assertThat(pool.workers()).hasSize(2);
    assertThat(pool.seats().taken()).isEqualTo(2);

    one.close();
    pool.tick();

    soon().until(() -> pool.workers().size() == 1);
    assertThat(pool.workers().getFirst().app().id()).isEqualTo(id(2));
    assertThat(pool.seats().taken()).isEqualTo(1);
    two.close();
  }

  @Test
  public void limit_whenPatienceIsLess_refusesWhoHasWaitedLonger() throws Exception {
    pool = shop.pool(1);
    deployMany(2);
    Lease busy = get(pool.lease(id(1)));
    CompletableFuture<Lease> waiting = pool.lease(id(2));
    shop.time.advance(Duration.ofSeconds(2));

    pool.limit(new PoolLimits(1, Duration.ofSeconds(1)));
    pool.tick();

    assertThat(refusal(waiting).code()).isEqualTo(ErrorCode.POOL_SATURATED);
    busy.close();
  }

  private static PoolLimits limits(int size) {
    return new PoolLimits(size, Duration.ofSeconds(10));
  }

  @Test
  public void rehearse_whenTheAppIsNew_hasNothingToProve() {
    deploy(settings -> settings);

    assertThat(pool.rehearse(app("mall@2.0.0", new Fakes.ManyGenerations()), null)).isCompleted();
    assertThat(pool.workers()).isEmpty();
  }

  @Test
  public void prove_whenTheAppIsNew_startsIt() throws Exception {
    LiveApp candidate = app("mall@2.0.0", new Fakes.ManyGenerations());

    pool.prove(candidate, null).get(SECONDS, TimeUnit.SECONDS);

    assertThat(pool.cancel(candidate)).isNotNull();
  }

  @Test
  public void prove_whileNobodyTakesServlets_waits() throws Exception {
    pool.serve(false);
    LiveApp candidate = app("mall@2.0.0", new Fakes.ManyGenerations());
    LiveApp other = app("park@2.0.0", new Fakes.ManyGenerations());

    CompletableFuture<Void> proved = pool.prove(candidate, null);
    CompletableFuture<Void> dropped = pool.prove(other, null);
    pool.cancel(other).get(SECONDS, TimeUnit.SECONDS);

    assertThat(proved).isNotDone();
    assertThat(dropped).isCompletedExceptionally();
    assertThat(pool.workers()).isEmpty();
    pool.serve(true);
    proved.get(SECONDS, TimeUnit.SECONDS);
    pool.cancel(candidate).get(SECONDS, TimeUnit.SECONDS);
  }

  @Test
  public void rehearse_whenNobodyCallsTheApp_startsTheCandidateAllTheSame() throws Exception {
    deploy(settings -> settings);
    Fakes.ManyGenerations next = new Fakes.ManyGenerations();
    LiveApp candidate = app("shop@2.0.0", next);

    pool.rehearse(candidate, null).get(SECONDS, TimeUnit.SECONDS);

    assertThat(pool.seats().taken()).as("nobody has called it").isZero();
    change(Fakes.snapshot(catalog.find(SHOP).orElseThrow(), candidate));
    assertThat(pool.seats().taken()).isEqualTo(1);
    get(pool.lease(candidate.id())).close();
    assertThat(next.taken).as("it was there already").hasSize(1);
  }

  @Test
  public void rehearse_whenNobodyCallsTheApp_refusesWhatDoesNotStart() throws Exception {
    deploy(settings -> settings);
    Fakes.ManyGenerations next = new Fakes.ManyGenerations();
    next.onStart =
        () -> {
          throw new BundleException("broken");
        };
    LiveApp candidate = app("shop@1.0.0", next);

    CompletableFuture<Void> rehearsed = pool.rehearse(candidate, catalog.find(SHOP).orElseThrow());

    assertThatThrownBy(() -> rehearsed.get(SECONDS, TimeUnit.SECONDS))
        .hasMessageContaining("broken");
    get(pool.lease(SHOP)).close();
    assertThat(generations.taken).hasSize(1);
  }

  @Test
  public void rehearse_whenManyAreNotCalled_startsSoManyAtATime() throws Exception {
    int count = 3 * Candidates.AT_ONCE;
    deployMany(count);
    CountDownLatch starting = new CountDownLatch(1);
    List<Fakes.ManyGenerations> nexts = new ArrayList<>();
    List<LiveApp> candidates = new ArrayList<>();
    List<CompletableFuture<Void>> rehearsals = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      Fakes.ManyGenerations next = new Fakes.ManyGenerations();
      next.onStart = starting::await;
      nexts.add(next);
      candidates.add(app(id(i).toString(), next));
      rehearsals.add(pool.rehearse(candidates.getLast(), catalog.find(id(i)).orElseThrow()));
    }
    soon().until(() -> taken(nexts) == Candidates.AT_ONCE);
    assertThat(pool.workers()).hasSize(Candidates.AT_ONCE);

    LiveApp called = app(id(1) + "-next", new Fakes.ManyGenerations());
    get(pool.lease(id(1))).close();
    pool.rehearse(called, null).get(SECONDS, TimeUnit.SECONDS); // has no time to wait
    assertThat(taken(nexts)).isEqualTo(Candidates.AT_ONCE);
    pool.cancel(candidates.getLast()).get(SECONDS, TimeUnit.SECONDS);
    var _ = pool.cancel(candidates.getFirst());
    assertThat(rehearsals.getLast()).isCompletedExceptionally();
    starting.countDown();

    for (CompletableFuture<Void> each : rehearsals.subList(1, count - 1)) {
      each.get(SECONDS, TimeUnit.SECONDS);
    }
    assertThat(taken(nexts)).as("one was called off before its turn").isEqualTo(count - 1);
  }

  private static int taken(List<Fakes.ManyGenerations> generations) {
    return generations.stream().mapToInt(each -> each.taken.size()).sum();
  }

  @Test
  public void changed_whenThePoolIsFull_endsACandidateThatNobodyCalls() throws Exception {
    pool = shop.pool(1);
    deployMany(2);
    Lease busy = get(pool.lease(id(1)));
    Fakes.ManyGenerations next = new Fakes.ManyGenerations();
    LiveApp candidate = app(id(2).toString(), next);
    pool.rehearse(candidate, catalog.find(id(2)).orElseThrow()).get(SECONDS, TimeUnit.SECONDS);

    change(Fakes.snapshot(catalog.find(id(1)).orElseThrow(), candidate));

    soon().until(() -> next.givenBack.size() == 1);
    assertThat(pool.seats().taken()).isEqualTo(1);
    busy.close();
    get(pool.lease(id(2))).close();
    assertThat(next.taken).hasSize(2);
  }

  @Test
  public void changed_whenACandidateIsCalledMeanwhile_startsNoSecondWorker() throws Exception {
    int count = 3;
    deployMany(count);
    List<LiveApp> after = new ArrayList<>();
    List<Fakes.ManyGenerations> comes = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      get(pool.lease(id(i))).close();
      LiveApp replacement = app(id(i).toString(), new Fakes.ManyGenerations());
      Fakes.ManyGenerations next = new Fakes.ManyGenerations();
      LiveApp newVersion = app("app" + i + "@2.0.0", next);
      pool.rehearse(replacement, catalog.find(id(i)).orElseThrow()).get(SECONDS, TimeUnit.SECONDS);
      pool.rehearse(newVersion, null).get(SECONDS, TimeUnit.SECONDS);
      after.addAll(List.of(replacement, newVersion));
      comes.add(next);
    }
    List<CompletableFuture<Lease>> leases = new ArrayList<>();
    shop.beforeHands =
        () -> {
          shop.beforeHands = () -> {};
          for (int i = 1; i <= count; i++) {
            leases.add(pool.lease(Fakes.id("app" + i + "@2.0.0")));
          }
        };

    change(Fakes.snapshot(after.toArray(LiveApp[]::new))); // ends the workers that are replaced

    assertThat(leases).hasSize(count);
    for (CompletableFuture<Lease> lease : leases) {
      get(lease).close();
    }
    assertThat(comes).as("one worker for each").allMatch(each -> each.taken.size() == 1);
    assertThat(pool.seats().taken()).isEqualTo(2 * count);
  }

  @Test
  public void lease_whenTheRouterKnowsTheNextCatalogFirst_isOfTheCandidate() throws Exception {
    deploy(settings -> settings);
    get(pool.lease(SHOP)).close();
    Fakes.ManyGenerations next = new Fakes.ManyGenerations();
    LiveApp newVersion = app("shop@2.0.0", next);
    pool.rehearse(newVersion, null).get(SECONDS, TimeUnit.SECONDS);

    Lease early = get(pool.lease(newVersion.id()));
    change(Fakes.snapshot(catalog.find(SHOP).orElseThrow(), newVersion));

    Lease later = get(pool.lease(newVersion.id()));
    assertThat(later.contextPath()).isEqualTo(early.contextPath());
    assertThat(next.taken).hasSize(1);
    early.close();
    later.close();
  }

  @Test
  public void lease_whenThePoolIsFullAndTheRouterKnowsTheNextCatalogFirst_isOfTheCandidate()
      throws Exception {
    pool = shop.pool(1);
    deployMany(3);
    Lease busy = get(pool.lease(id(1)));
    List<Runnable> looks = new CopyOnWriteArrayList<>();
    List<LiveApp> after = new ArrayList<>(catalog.liveApps());
    for (int i = 2; i <= 3; i++) {
      LiveApp newVersion =
          Fakes.app(
              "app" + i + "@2.0.0",
              new EntryPoint.Whiteboard(),
              Fakes.settings(UnaryOperator.identity()),
              new Watched(new Fakes.ManyGenerations(), () -> looks.forEach(Runnable::run)));
      pool.rehearse(newVersion, null).get(SECONDS, TimeUnit.SECONDS);
      after.add(newVersion);
    }
    CatalogSnapshot next = Fakes.snapshot(after.toArray(LiveApp[]::new));
    List<CompletableFuture<Void>> served = new ArrayList<>();
    looks.add(() -> {
      served.add(pool.lease(Fakes.id("app2@2.0.0")).thenAccept(Lease::close));
      served.add(pool.lease(Fakes.id("app3@2.0.0")).thenAccept(Lease::close));
    });

    change(next);

    looks.clear();
    assertThat(served).isNotEmpty();
    busy.close();
    soon()
        .until(() -> {
          pool.tick();
          return served.stream().allMatch(CompletableFuture::isDone);
        });
    assertThat(served).noneMatch(CompletableFuture::isCompletedExceptionally);
  }

  /** Lets others come each time that the pool looks its app up. */
  private record Watched(Generations all, Runnable look) implements Generations {
    @Override
    public Bundle take() throws BundleException {
      return all.take();
    }

    @Override
    public void giveBack(Bundle generation) {
      all.giveBack(generation);
    }

    @Override
    public int hashCode() {
      look.run();
      return all.hashCode();
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Watched watched && all.equals(watched.all);
    }
  }

  /** Its plugins took their time, and another version was there all the while. */
  @Test
  public void lease_whenItsVersionWentWhileOthersStay_isStillServedForAWhile() throws Exception {
    deploy(settings -> settings);
    get(pool.lease(SHOP)).close();

    change(Fakes.snapshot(app("shop@2.0.0", new Fakes.ManyGenerations())));

    get(pool.lease(SHOP)).close();
    assertThat(generations.taken).hasSize(1);
    shop.time.advance(LivePool.LINGER);
    soon().until(() -> generations.givenBack.size() == 1);
    assertThat(refusal(pool.lease(SHOP)).code()).isEqualTo(ErrorCode.VERSION_NOT_FOUND);
  }

  @Test
  public void lease_whenItsVersionWentWhileItWaitsAtTheDoor_isServed() throws Exception {
    deploy(settings -> settings.maxConcurrency(1, 1));
    Lease busy = get(pool.lease(SHOP));
    CompletableFuture<Lease> waiting = pool.lease(SHOP);
    change(Fakes.snapshot(app("shop@2.0.0", new Fakes.ManyGenerations())));

    shop.time.advance(LivePool.LINGER);
    shop.time.advance(LivePool.LINGER);
    assertThat(pool.seats().taken()).as("its worker is in service").isEqualTo(1);
    busy.close();

    get(waiting).close();
    assertThat(generations.taken).hasSize(1);
    shop.time.advance(LivePool.LINGER);
    soon().until(() -> generations.givenBack.size() == 1);
  }

  @Test
  public void lease_whenItsVersionWentWhileItStarts_isServed() throws Exception {
    deploy(settings -> settings);
    CountDownLatch starting = new CountDownLatch(1);
    generations.onStart = starting::await;
    CompletableFuture<Lease> waiting = pool.lease(SHOP);
    soon().until(() -> generations.taken.size() == 1);
    change(Fakes.snapshot(app("shop@2.0.0", new Fakes.ManyGenerations())));

    shop.time.advance(LivePool.LINGER);
    starting.countDown();

    get(waiting).close();
    shop.time.advance(LivePool.LINGER);
    soon().until(() -> generations.givenBack.size() == 1);
  }

  @Test
  public void lease_whenItsVersionCameBackMeanwhile_isOfWhatCame() throws Exception {
    deploy(settings -> settings);
    get(pool.lease(SHOP)).close();
    LiveApp other = app("shop@2.0.0", new Fakes.ManyGenerations());
    change(Fakes.snapshot(other));
    Fakes.ManyGenerations back = new Fakes.ManyGenerations();

    change(Fakes.snapshot(other, app("shop@1.0.0", back)));

    get(pool.lease(SHOP)).close();
    assertThat(back.taken).hasSize(1);
    soon().until(() -> generations.givenBack.size() == 1);
    shop.time.advance(LivePool.LINGER);
    get(pool.lease(SHOP)).close();
    assertThat(back.taken).hasSize(1);
  }

  @Test
  public void stop_whenCandidatesWaitForTheirTurn_callsThemOff() throws Exception {
    int count = 2 * Candidates.AT_ONCE;
    deployMany(count);
    CountDownLatch starting = new CountDownLatch(1);
    List<Fakes.ManyGenerations> nexts = new ArrayList<>();
    List<CompletableFuture<Void>> rehearsals = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      Fakes.ManyGenerations next = new Fakes.ManyGenerations();
      next.onStart = starting::await;
      nexts.add(next);
      LiveApp goes = catalog.find(id(i)).orElseThrow();
      rehearsals.add(pool.rehearse(app(id(i).toString(), next), goes));
    }
    soon().until(() -> taken(nexts) == Candidates.AT_ONCE);

    CompletableFuture<Void> stopped = pool.stop();

    assertThat(rehearsals).allMatch(CompletableFuture::isCompletedExceptionally);
    starting.countDown();
    stopped.get(SECONDS, TimeUnit.SECONDS);
    assertThat(taken(nexts)).isEqualTo(Candidates.AT_ONCE);
  }

  @Test
  public void rehearse_whenTheAppIsInUse_startsTheCandidateAndGivesItTheVersion() throws Exception {
    deploy(settings -> settings);
    Lease old = get(pool.lease(SHOP));
    Fakes.ManyGenerations next = new Fakes.ManyGenerations();
    LiveApp candidate = app("shop@1.0.0", next);

    pool.rehearse(candidate, null).get(SECONDS, TimeUnit.SECONDS);

    assertThat(next.taken).hasSize(1);
    Lease still = get(pool.lease(SHOP));
    assertThat(still.contextPath()).as("no request yet").isEqualTo(old.contextPath());
    change(Fakes.snapshot(candidate));
    Lease fresh = get(pool.lease(SHOP));
    assertThat(fresh.contextPath()).isNotEqualTo(old.contextPath());
    assertThat(next.taken).as("it was there already").hasSize(1);
    old.close();
    still.close();
    fresh.close();
    soon().until(() -> generations.givenBack.size() == 1);
    assertThat(pool.seats().taken()).isEqualTo(1);
  }

  @Test
  public void rehearse_whenWhatGoesIsInUse_startsTheCandidateOfAnotherName() throws Exception {
    deploy(settings -> settings);
    LiveApp goes = catalog.find(SHOP).orElseThrow();
    get(pool.lease(SHOP)).close();
    Fakes.ManyGenerations next = new Fakes.ManyGenerations();
    LiveApp candidate = app("mall@1.0.0", next);

    pool.rehearse(candidate, goes).get(SECONDS, TimeUnit.SECONDS);

    assertThat(next.taken).hasSize(1);
    change(Fakes.snapshot(candidate));
    get(pool.lease(candidate.id())).close();
    assertThat(next.taken).as("it was there already").hasSize(1);
    soon().until(() -> generations.givenBack.size() == 1);
    assertThat(pool.seats().taken()).isEqualTo(1);
  }

  @Test
  public void rehearse_whenTheCandidateDoesNotStart_saysWhyAndTheOldOneStays() throws Exception {
    deploy(settings -> settings);
    get(pool.lease(SHOP)).close();
    Fakes.ManyGenerations next = new Fakes.ManyGenerations();
    next.onStart =
        () -> {
          throw new BundleException("broken");
        };
    LiveApp candidate = app("shop@1.0.0", next);

    CompletableFuture<Void> rehearsed = pool.rehearse(candidate, null);

    assertThatThrownBy(() -> rehearsed.get(SECONDS, TimeUnit.SECONDS))
        .hasMessageContaining("broken");
    pool.cancel(candidate).get(SECONDS, TimeUnit.SECONDS);
    get(pool.lease(SHOP)).close();
    assertThat(generations.taken).hasSize(1);
  }

  @Test
  public void cancel_givesTheCandidatesBundleBack() throws Exception {
    deploy(settings -> settings);
    get(pool.lease(SHOP)).close();
    Fakes.ManyGenerations next = new Fakes.ManyGenerations();
    LiveApp candidate = app("shop@2.0.0", next);
    pool.rehearse(candidate, null).get(SECONDS, TimeUnit.SECONDS);

    pool.cancel(candidate).get(SECONDS, TimeUnit.SECONDS);

    assertThat(next.givenBack).hasSize(1);
    assertThat(pool.workers()).hasSize(1);
  }

  @Test
  public void zombies_whenThree_putTheAppInQuarantineUntilItIsDeployedAgain() throws Exception {
    deploy(settings -> settings);
    get(pool.lease(SHOP)).close();
    Worker worker = pool.workers().getFirst();
    pool.zombies(worker, 2);
    get(pool.lease(SHOP)).close();

    pool.zombies(worker, 1);

    soon().until(() -> pool.workers().isEmpty());
    InvocationException refusal = refusal(pool.lease(SHOP));
    assertThat(refusal.code()).isEqualTo(ErrorCode.APP_QUARANTINED);
    assertThat(refusal.detail()).contains("3 of its threads");
    Fakes.ManyGenerations next = new Fakes.ManyGenerations();
    change(Fakes.snapshot(app("shop@1.0.0", next)));
    get(pool.lease(SHOP)).close();
    assertThat(next.taken).hasSize(1);
  }

  @Test
  public void bundleStopping_whenSomebodyElseStopsIt_returnsWhenTheNextHasTakenOver()
      throws Exception {
    deploy(settings -> settings);
    Lease lease = get(pool.lease(SHOP));
    CompletableFuture<Void> stopping =
        CompletableFuture.runAsync(
            () -> {
              try {
                pool.bundleStopping(generations.taken.getFirst().get());
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            },
            shop.hands);
    soon().until(() -> states().contains("shop@1.0.0#1 Active>Draining"));
    assertThat(stopping).as("a request is in flight").isNotDone();
    Lease next = get(pool.lease(SHOP));
    assertThat(next.contextPath()).isNotEqualTo(lease.contextPath());

    lease.close();

    stopping.get(SECONDS, TimeUnit.SECONDS);
    assertThat(shop.sandbox.closed).hasValue(1);
    next.close();
  }

  @Test
  public void bundleStopping_ofAWorkerThatDrains_returnsWhenItHasDrained() throws Exception {
    deploy(settings -> settings);
    Lease lease = get(pool.lease(SHOP));
    change(CatalogSnapshot.EMPTY);
    soon().until(() -> states().contains("shop@1.0.0#1 Active>Draining"));

    CompletableFuture<Void> stopping =
        CompletableFuture.runAsync(
            () -> {
              try {
                pool.bundleStopping(generations.taken.getFirst().get());
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            },
            shop.hands);
    assertThatThrownBy(() -> stopping.get(100, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);

    lease.close();

    stopping.get(SECONDS, TimeUnit.SECONDS);
    assertThat(shop.sandbox.closed).hasValue(1);
  }

  @Test
  public void bundleStopping_whenTheWorkerItselfEnds_returnsAtOnce() throws Exception {
    deploy(settings -> settings);
    get(pool.lease(SHOP)).close();
    Fakes.TestBundle bundle = generations.taken.getFirst();
    bundle.onStop = () -> pool.bundleStopping(bundle.get());

    change(CatalogSnapshot.EMPTY);

    soon().until(() -> generations.givenBack.size() == 1);
    assertThat(generations.taken).hasSize(1);
  }

  private void breakStart() {
    generations.onStart =
        () -> {
          throw new BundleException("broken");
        };
  }

  private void deploy(UnaryOperator<Fakes.SettingsBuilder> settings) {
    change(
        Fakes.snapshot(
            Fakes.app(
                SHOP.toString(),
                new EntryPoint.Whiteboard(),
                Fakes.settings(settings),
                generations)));
  }

  private void deployMany(int count) {
    List<LiveApp> apps = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      apps.add(app(id(i).toString(), new Fakes.ManyGenerations()));
    }
    change(Fakes.snapshot(apps.toArray(LiveApp[]::new)));
  }

  private static LiveApp app(String id, Fakes.ManyGenerations generations) {
    return Fakes.app(
        id, new EntryPoint.Whiteboard(), Fakes.settings(UnaryOperator.identity()), generations);
  }

  private static AppVersion id(int number) {
    return Fakes.id("app" + number + "@1.0.0");
  }

  private void change(CatalogSnapshot after) {
    CatalogSnapshot before = catalog;
    catalog = after;
    pool.changed(before, after);
  }

  private List<String> states() {
    return List.copyOf(shop.moves);
  }

  private static ConditionFactory soon() {
    return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
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
