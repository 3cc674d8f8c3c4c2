package dev.buntime.worker.internal;

import dev.buntime.catalog.CatalogListener;
import dev.buntime.catalog.CatalogSnapshot;
import dev.buntime.catalog.LiveApp;
import dev.buntime.catalog.Rehearsal;
import dev.buntime.runtime.ErrorCode;
import dev.buntime.runtime.InvocationException;
import dev.buntime.runtime.dto.AppUsageDTO;
import dev.buntime.versions.AppVersion;
import dev.buntime.worker.Lease;
import dev.buntime.worker.WorkerPool;
import dev.buntime.worker.internal.Candidates.Candidate;
import dev.buntime.worker.internal.Failures.Failure;
import dev.buntime.worker.internal.WorkerState.Failed;
import dev.buntime.worker.internal.WorkerState.Ready;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One live worker at most for each app version, and so many in all as the pool has seats.
 *
 * <p>A request to a live worker costs one map look-up and no lock. Which worker belongs to a
 * version changes only inside an atomic operation of the map; so all who wait for a cold start
 * share it, and a version that was undeployed or replaced gets no worker of its old artifact any
 * more. Nothing of an app runs inside such an operation.
 *
 * <p>A worker that is replaced, for whatever reason, goes on until its successor is ready; then one
 * operation of the map gives the version to the successor, and the old one drains.
 */
final class LivePool implements WorkerPool, CatalogListener, Rehearsal, Workshop.Pool {
  private static final Logger log = LoggerFactory.getLogger(LivePool.class);

  private static final int TOP_ALLOCATORS = 5;

  /**
   * How long the worker of a version stays in service that went while other versions of its app
   * stay; longer if requests wait for it then. Requests that were on their way to it, perhaps in a
   * slow plugin, had asked for a range that has an answer all the time; they are too far to be led
   * to another version.
   */
  static final Duration LINGER = Duration.ofSeconds(2);

  private static final String UNDEPLOYED = "undeployed";
  private static final String REPLACED = "replaced by another artifact";

  private final Workshop shop;
  private final Seats seats;
  private final Failures failures;
  private final Moves moves;
  private final Map<AppVersion, Worker> current = new ConcurrentHashMap<>();
  private final Candidates candidates = new Candidates(this::newWorker);
  private final Map<Worker, Worker> successors = new ConcurrentHashMap<>();
  private final Set<Worker> ending = ConcurrentHashMap.newKeySet();
  private final Map<AppVersion, LiveApp> lingering = new ConcurrentHashMap<>();
  private final PoolCounters counters = new PoolCounters();
  private final UsageBook book = new UsageBook();
  private final AtomicLong numbers = new AtomicLong();
  private volatile CatalogSnapshot catalog = CatalogSnapshot.EMPTY; // replaced whole, never edited
  private volatile boolean stopping;

  /**
   * @param tools makes the workshop, of which this is the pool
   * @param moves hears of every move of every worker
   */
  LivePool(Tools tools, Seats seats, Moves moves) {
    this.shop = tools.workshop(this);
    this.seats = seats;
    this.failures = new Failures(shop.time());
    this.moves = moves;
  }

  /** Makes the workshop of a pool. */
  @FunctionalInterface
  interface Tools {
    Workshop workshop(Workshop.Pool pool);
  }

  /** Hears of moves. */
  @FunctionalInterface
  interface Moves {
    void moved(Worker worker, @Nullable WorkerState from, WorkerState to);
  }

  // Requests.

  @Override
  public CompletableFuture<Lease> lease(AppVersion id) {
    Worker live = current.get(id);
    CompletableFuture<@Nullable Lease> place = live == null ? null : live.lease();
    if (place == null) {
      counters.miss();
      return coldLease(id, shop.time().nanos());
    }
    counters.hit();
    return orNext(place, id);
  }

  /** The place; or one in the next worker, if this one was retired while the request waited. */
  private CompletableFuture<Lease> orNext(CompletableFuture<@Nullable Lease> place, AppVersion id) {
    return place.thenCompose(
        lease -> lease == null ? lease(id) : CompletableFuture.completedFuture(lease));
  }

  private CompletableFuture<Lease> coldLease(AppVersion id, long since) {
    Worker known = current.get(id);
    if (known != null) {
      return join(known);
    }
    LiveApp app = catalog.find(id).orElse(null);
    if (stopping) {
      return refuse(ErrorCode.NOT_READY, id, "The runner is stopping; try another one.");
    }
    if (app == null) {
      return coming(id)
          .map(this::join)
          .orElseGet(() -> catalog.find(id).isPresent() ? coldLease(id, since) : refuseGone(id));
    }
    Failure failure = failures.of(app);
    if (failure != null && failure.isQuarantined()) {
      return refuseQuarantined(id, failure);
    }
    if (failure != null && !failures.pause(failure).isZero()) {
      return refuseStart(id, failure);
    }
    if (!seats.take() && !(evict("for another app: the pool is full") && seats.take())) {
      return awaitSeat(id, since);
    }
    return startNew(id, app);
  }

  /**
   * The worker of a version that the router knows from the next catalog. It may go from the
   * candidates to those in service meanwhile, so it is looked for in this order.
   */
  private Optional<Worker> coming(AppVersion id) {
    return candidates
        .find(id)
        .filter(worker -> worker.state().isLive())
        .or(() -> Optional.ofNullable(current.get(id)));
  }

  private CompletableFuture<Lease> awaitSeat(AppVersion id, long since) {
    CompletableFuture<Boolean> turn = seats.await(id, since);
    if (current.containsKey(id)) {
      seats.call(id); // it came while this request began to wait
    }
    return turn.thenCompose(again -> again ? coldLease(id, since) : refuseSeat(id));
  }

  /** Requests that wait for a seat for a version that has one now need none. */
  private void callAllOf(AppVersion id) {
    if (seats.isWanted()) {
      shop.hands().execute(() -> seats.call(id));
    }
  }

  private CompletableFuture<Lease> startNew(AppVersion id, LiveApp app) {
    Worker fresh = newWorker(app);
    Worker worker = current.compute(id, (key, known) -> known != null ? known : stillWanted(fresh));
    if (worker != fresh) {
      seats.give();
    } else {
      callAllOf(id);
    }
    return worker == null ? coldLease(id, shop.time().nanos()) : join(worker);
  }

  private @Nullable Worker stillWanted(Worker fresh) {
    LiveApp app = catalog.find(fresh.app().id()).orElse(null);
    return !stopping && fresh.app().equals(app) ? fresh : null;
  }

  /** Waits for the start of a worker, which may be over already. */
  private CompletableFuture<Lease> join(Worker worker) {
    worker.start();
    endIfStopping(worker);
    AppVersion id = worker.app().id();
    return worker
        .started()
        .handle((started, failure) -> failure == null)
        .thenCompose(ready -> {
          CompletableFuture<@Nullable Lease> place = ready ? worker.lease() : null;
          return place != null ? orNext(place, id) : afterEnd(worker);
        });
  }

  private CompletableFuture<Lease> afterEnd(Worker worker) {
    AppVersion id = worker.app().id();
    Failure failure = failures.of(worker.app());
    if (failure != null && worker.state() instanceof Failed) {
      return refuseStart(id, failure);
    }
    // It was retired; ask for the next one. Not on this stack: that may be due many times.
    return CompletableFuture.completedFuture(id).thenComposeAsync(this::lease, shop.hands());
  }

  private Worker newWorker(LiveApp app) {
    return new Worker(app.id() + "#" + numbers.incrementAndGet(), app, shop);
  }

  private CompletableFuture<Lease> refuseStart(AppVersion id, Failure failure) {
    long seconds = Math.max(1, failures.pause(failure).plusMillis(999).toSeconds());
    String reason = failure.worker() == null ? null : failure.worker().state().why();
    return CompletableFuture.failedFuture(
        refusal(
                ErrorCode.WORKER_START_FAILED,
                id,
                id + " does not start: " + reason + ". The next try is in " + seconds + " s.")
            .withRetryAfter(Duration.ofSeconds(seconds)));
  }

  private CompletableFuture<Lease> refuseQuarantined(AppVersion id, Failure failure) {
    return refuse(
        ErrorCode.APP_QUARANTINED,
        id,
        id
            + " is in quarantine: "
            + failure.zombies()
            + " of its threads run on although their workers were killed. The log has their"
            + " stacks. Correct the app and deploy it again; the threads end with the runner only.");
  }

  private CompletableFuture<Lease> refuseSeat(AppVersion id) {
    return refuse(
        ErrorCode.POOL_SATURATED,
        id,
        "All "
            + seats.size()
            + " workers of the pool are busy, so "
            + id
            + " could not be started. Try again, or raise poolSize in buntime.jsonc.");
  }

  private static CompletableFuture<Lease> refuseGone(AppVersion id) {
    return refuse(ErrorCode.VERSION_NOT_FOUND, id, id + " was undeployed a moment ago.");
  }

  private static CompletableFuture<Lease> refuse(ErrorCode code, AppVersion id, String detail) {
    return CompletableFuture.failedFuture(refusal(code, id, detail));
  }

  private static InvocationException refusal(ErrorCode code, AppVersion id, String detail) {
    return new InvocationException(code, detail, id.app(), id.version().toString(), null);
  }

  // What the catalog says.

  @Override
  public void changed(CatalogSnapshot before, CatalogSnapshot after) {
    Map<Worker, String> leaving = new LinkedHashMap<>();
    for (LiveApp app : after.liveApps()) {
      candidates.find(app).ifPresent(candidate -> takeOver(candidate, leaving));
    }
    catalog = after; // not before: a request would start a second worker beside the candidate
    for (LiveApp app : after.liveApps()) {
      var _ = candidates.remove(app); // not before: who asks for a version finds it, there or here
    }
    leaving.forEach(this::retireSoon);
    for (LiveApp app : before.liveApps()) {
      LiveApp next = after.find(app.id()).orElse(null);
      if (!app.equals(next)) {
        failures.forget(app);
        if (next == null) {
          undeployed(app);
        } else {
          end(app, REPLACED);
        }
      }
    }
    for (LiveApp app : after.liveApps()) {
      LiveApp former = lingering.remove(app.id());
      if (former != null) {
        end(former, REPLACED);
      }
    }
  }

  private void undeployed(LiveApp app) {
    book.forget(app.id());
    if (isDeployed(app.id().app())) {
      lingering.put(app.id(), app);
      endLater(app);
    } else {
      end(app, UNDEPLOYED);
    }
  }

  private void endLater(LiveApp app) {
    var _ = shop.alarms().after(LINGER, () -> endUnlessAwaited(app));
  }

  /** Who has waited for the worker until now would find no other one of the version. */
  private void endUnlessAwaited(LiveApp app) {
    Worker worker = current.get(app.id());
    if (worker != null && worker.isAwaited() && app.equals(lingering.get(app.id()))) {
      endLater(app);
    } else if (lingering.remove(app.id(), app)) {
      end(app, UNDEPLOYED);
    }
  }

  /**
   * A candidate that nobody waits for needs a free seat; requests start another one later.
   *
   * @param leaving gets the worker that is not needed any more, if there is one, and why
   */
  private void takeOver(Candidate candidate, Map<Worker, String> leaving) {
    Worker worker = candidate.worker();
    AppVersion id = worker.app().id();
    if (candidate.isUrgent() || current.containsKey(id)) {
      seats.force();
    } else if (!seats.take()) {
      leave(worker, "it has shown that it starts, and the pool is full", leaving);
      return;
    }
    Worker old = current.put(id, worker);
    callAllOf(id);
    if (old != null) {
      seats.give();
      leave(old, "replaced by " + worker.id(), leaving);
    }
  }

  private void leave(Worker worker, String why, Map<Worker, String> leaving) {
    ending.add(worker); // so that it is looked after meanwhile
    leaving.put(worker, why);
  }

  /**
   * Ends the worker of exactly this artifact, if there is one. Waits for an operation of the map on
   * the same version: one that began before the catalog changed may be about to put one in.
   */
  private void end(LiveApp app, String why) {
    AtomicReference<@Nullable Worker> removed = new AtomicReference<>();
    current.computeIfPresent(
        app.id(),
        (key, worker) -> {
          if (!worker.app().equals(app)) {
            return worker;
          }
          removed.set(worker);
          return null;
        });
    Worker worker = removed.get();
    if (worker != null) {
      seats.give();
      retireSoon(worker, why);
    }
  }

  /** Ends a worker on another thread: whoever writes the catalog holds its lock. */
  private void retireSoon(Worker worker, String why) {
    ending.add(worker);
    shop.hands()
        .execute(() -> {
          var _ = retire(worker, why);
        });
  }

  private CompletableFuture<Void> retire(Worker worker, String why) {
    ending.add(worker);
    return worker.retire(why).thenRun(() -> ending.remove(worker));
  }

  /** Takes a worker out of service, if it is in it. */
  private boolean remove(Worker worker, String why) {
    if (!current.remove(worker.app().id(), worker)) {
      return false;
    }
    seats.give();
    var _ = retire(worker, why);
    return true;
  }

  // Rehearsal.

  @Override
  public CompletableFuture<Void> rehearse(LiveApp candidate, @Nullable LiveApp goes) {
    return goes == null && !isDeployed(candidate.id().app())
        ? CompletableFuture.completedFuture(null)
        : prove(candidate, goes);
  }

  @Override
  public CompletableFuture<Void> prove(LiveApp candidate, @Nullable LiveApp goes) {
    if (stopping) {
      return CompletableFuture.completedFuture(null);
    }
    boolean inUse = isInUse(candidate.id().app()) || (goes != null && isInUse(goes.id().app()));
    return inUse ? candidates.start(candidate) : candidates.startInTurn(candidate);
  }

  /** Says whether Felix HTTP takes servlets. */
  void serve(boolean on) {
    candidates.serve(on);
  }

  private boolean isDeployed(String app) {
    return catalog.liveApps().stream().anyMatch(live -> live.id().app().equals(app));
  }

  private boolean isInUse(String app) {
    return current.values().stream()
        .anyMatch(worker -> worker.app().id().app().equals(app) && worker.state().isLive());
  }

  @Override
  public CompletableFuture<Void> cancel(LiveApp candidate) {
    Candidate begun = candidates.remove(candidate);
    return begun == null
        ? CompletableFuture.completedFuture(null)
        : retire(begun.worker(), "its artifact is not deployed");
  }

  // What workers say.

  @Override
  public void moved(Worker worker, @Nullable WorkerState from, WorkerState to) {
    switch (to) {
      case Failed _ -> {
        counters.failed();
        if (isInForce(worker)) {
          failures.failed(worker);
        }
        if (current.remove(worker.app().id(), worker)) {
          seats.give();
        }
      }
      case Ready _ -> {
        counters.created();
        if (isInForce(worker)) {
          failures.succeeded(worker.app());
        }
      }
      default -> {
        // Nothing that the pool keeps books on.
      }
    }
    moves.moved(worker, from, to);
  }

  /** Whether the worker runs what is deployed; not a candidate, nor what was deployed before. */
  private boolean isInForce(Worker worker) {
    return worker.app().equals(catalog.find(worker.app().id()).orElse(null));
  }

  @Override
  public void worn(Worker worker, String why) {
    shop.hands()
        .execute(() -> {
          var _ = succeed(worker, why);
        });
  }

  /**
   * Starts a successor, which takes over when it is ready. If it does not start, all stays, and it
   * is tried again.
   *
   * @return whether it has taken over; false also if another one is on its way
   */
  private CompletableFuture<Boolean> succeed(Worker worker, String why) {
    Worker next = newSuccessor(worker);
    if (next == null) {
      return CompletableFuture.completedFuture(false);
    }
    return handOver(worker, next, why)
        .exceptionally(failure -> {
          keep(worker, why);
          return false;
        });
  }

  /**
   * Gives an app version a fresh worker in place of the live one that it has.
   *
   * @return whether a fresh one has taken over; false if there is none that is live, since whoever
   *     needs one next gets a fresh one. Fails if it does not start
   */
  CompletableFuture<Boolean> restart(AppVersion id) {
    Worker worker = current.get(id);
    if (worker == null || !worker.state().isLive()) {
      return CompletableFuture.completedFuture(false);
    }
    Worker next = newSuccessor(worker);
    if (next != null) {
      return handOver(worker, next, "a restart was asked for");
    }
    Worker begun = successors.get(worker);
    return begun == null ? restart(id) : begun.started().thenApply(_ -> true);
  }

  /** Null if the worker is not in service any more, or has one already. */
  private @Nullable Worker newSuccessor(Worker worker) {
    if (!worker.equals(current.get(worker.app().id()))) {
      return null;
    }
    Worker next = newWorker(worker.app());
    return successors.putIfAbsent(worker, next) == null ? next : null;
  }

  private CompletableFuture<Boolean> handOver(Worker worker, Worker next, String why) {
    next.start();
    endIfStopping(next);
    return next.started()
        .whenComplete((_, _) -> successors.remove(worker))
        .thenApply(_ -> {
          ending.add(worker); // first, so that whoever counts finds it in one place or the other
          boolean tookOver = current.replace(worker.app().id(), worker, next);
          var _ = retire(worker, why); // if it was not in service any more, again
          if (!tookOver) {
            var _ = retire(next, "nobody needs it any more");
          }
          return tookOver;
        });
  }

  private void keep(Worker worker, String why) {
    Failure failure = failures.of(worker.app());
    Duration pause = failure == null ? Duration.ofSeconds(1) : failures.pause(failure);
    log.warn(
        "{} stays although {}: its successor does not start; the next try is in {} s",
        worker,
        why,
        pause.toSeconds());
    var _ = shop.alarms().after(pause, () -> worker.stillWorn(why));
  }

  @Override
  public void broken(Worker worker, String why) {
    shop.hands().execute(() -> replaceNow(worker, why));
  }

  @Override
  public void outOfMemory(Worker worker) {
    String most =
        Stream.concat(current.values().stream(), ending.stream())
            .sorted(Comparator.comparingLong(Worker::allocatedBytes).reversed())
            .limit(TOP_ALLOCATORS)
            .map(each -> each.id() + " " + (each.allocatedBytes() >> 20) + " MiB")
            .collect(Collectors.joining(", "));
    log.error(
        "The heap is full; {} was refused an object. All apps share the heap: who has allocated most"
            + " is the first suspect. In all, garbage included: {}",
        worker,
        most);
  }

  /** Puts a successor in the place of a worker at once: requests wait for its start. */
  private void replaceNow(Worker worker, String why) {
    Worker next = newWorker(worker.app());
    if (current.replace(worker.app().id(), worker, next)) {
      log.warn("{} is replaced: {}", worker, why);
      next.start();
      endIfStopping(next);
      var _ = retire(worker, why);
    }
  }

  @Override
  public void ended(Worker worker) {
    if (catalog.find(worker.app().id()).isPresent()) { // else nobody asks for it any more
      book.ended(worker);
    }
  }

  @Override
  public void free(Worker worker) {
    if (seats.isWanted()) {
      shop.hands().execute(seats::callNext);
    }
  }

  @Override
  public void zombies(Worker worker, int threads) {
    counters.zombies(threads);
    if (isInForce(worker) && failures.zombies(worker.app(), threads)) {
      log.error(
          "{} is in quarantine until it is deployed again: {} of its threads cannot be stopped",
          worker.app().id(),
          Failures.MOST_ZOMBIES);
      shop.hands().execute(() -> end(worker.app(), "in quarantine"));
    }
  }

  /**
   * Somebody stops the bundle of a worker, on the current thread. Returns when a successor has
   * taken over and the bundle may stop: nothing of it is in use any more.
   */
  void bundleStopping(Bundle bundle) throws InterruptedException {
    Worker worker =
        unended()
            .filter(each -> each.runs(bundle) && !(each.state() instanceof WorkerState.Creating))
            .findFirst()
            .orElse(null);
    AppInstance instance = worker == null ? null : worker.instanceIfAny();
    if (worker == null || instance == null) {
      return; // nobody's yet, or of one that starts: that fails
    }
    boolean isServing = worker.state().isLive();
    if (instance.threads().ownsCurrentThread()) {
      if (isServing) {
        broken(worker, "it stopped its own bundle");
      }
      return;
    }
    var settings = worker.app().settings();
    Duration limit = settings.startTimeout().plus(settings.drainTimeout()).plusSeconds(10);
    CompletableFuture<Void> left = isServing ? replace(worker, instance) : instance.withdrawn();
    if (!Waiting.on(left, limit)) {
      log.warn("{}: its bundle stops although it is still in use", worker);
    }
  }

  /** Has a successor take over from a worker whose bundle is being stopped. */
  private CompletableFuture<Void> replace(Worker worker, AppInstance instance) {
    log.info("{}: its bundle is being stopped; a successor takes over first", worker);
    return succeed(worker, "its bundle is being stopped")
        .thenCompose(tookOver -> {
          if (!tookOver) {
            var _ = remove(worker, "its bundle is being stopped");
          }
          return instance.withdrawn();
        });
  }

  // Time.

  /** Looks after the time of all requests; to be called every few ten milliseconds. */
  void tick() {
    each(current.values(), Worker::tick);
    each(ending, Worker::tick);
    makeRoom();
    if (seats.isWanted()) {
      seats.expire(shop.time().nanos());
      if (seats.taken() < seats.size() || leastRecentlyUsed().isPresent()) {
        seats.callNext();
      }
    }
  }

  /** Looks after the age of all workers; to be called about every second. */
  void age() {
    LivingThreads threads = LivingThreads.now();
    each(
        current.values(),
        worker -> {
          if (worker.isIdleForLong() || worker.isOldAndUnused()) {
            remove(worker, "idle"); // an old one needs no successor that nobody calls either
          } else {
            worker.age(threads);
          }
        });
    each(ending, worker -> worker.age(threads));
  }

  /** One worker that makes trouble does not keep the others from being looked after. */
  private static void each(Collection<Worker> workers, Consumer<Worker> care) {
    for (Worker worker : workers) {
      try {
        care.accept(worker);
      } catch (RuntimeException e) {
        log.error("{} could not be looked after", worker, e);
      }
    }
  }

  private boolean evict(String why) {
    return leastRecentlyUsed()
        .map(worker -> {
          boolean removed = remove(worker, "evicted " + why);
          if (removed) {
            counters.evicted();
          }
          return removed;
        })
        .orElse(false);
  }

  private Optional<Worker> leastRecentlyUsed() {
    long now = shop.time().nanos();
    return current.values().stream()
        .filter(worker -> worker.state().isLive() && worker.isFree())
        .filter(worker -> !successors.containsKey(worker))
        .max(Comparator.comparingLong(worker -> now - worker.lastUse()));
  }

  /**
   * Takes other limits. Requests that wait get the seats that there are now more; workers that
   * there are now too many end, those first that were unused for the longest time, and those with
   * requests when these are answered.
   */
  void limit(PoolLimits limits) {
    log.info("the pool has {} seats from now on, instead of {}", limits.size(), seats.size());
    seats.limit(limits);
    makeRoom();
  }

  private void makeRoom() {
    boolean goesOn = true;
    while (goesOn && seats.isCrowded()) {
      goesOn = evict("because there are more workers than seats");
    }
  }

  // The end.

  @Override
  public void recallStreams() {
    current.values().forEach(Worker::recallStreams);
    ending.forEach(Worker::recallStreams);
  }

  /**
   * Retires all workers and cuts off what is still in flight.
   *
   * @return completes when all have ended
   */
  CompletableFuture<Void> stop() {
    stopping = true;
    seats.dismiss();
    candidates.close();
    Set<Worker> all = new HashSet<>(ending);
    for (AppVersion id : List.copyOf(current.keySet())) {
      Stream.ofNullable(current.remove(id)).forEach(all::add);
    }
    all.addAll(candidates.workers());
    all.addAll(successors.values());
    List<CompletableFuture<Void>> ends =
        all.stream().map(worker -> retire(worker, "the runner stops")).toList();
    all.forEach(Worker::cutOff);
    return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new));
  }

  /** Ends a worker that was made while the pool stopped. */
  private void endIfStopping(Worker worker) {
    if (stopping) {
      var _ = retire(worker, "the runner stops");
    }
  }

  // The view.

  /** All workers that have not ended; those that serve come first. */
  private Stream<Worker> unended() {
    return Stream.of(
            current.values().stream(),
            candidates.workers().stream(),
            successors.values().stream(),
            ending.stream())
        .flatMap(each -> each);
  }

  /** All workers that have not ended, and the last ones of each version that did not start. */
  List<Worker> workers() {
    return Stream.concat(unended(), failures.workers())
        .distinct()
        .sorted(Comparator.comparing(Worker::id))
        .toList();
  }

  /** What all workers of each version have used. */
  List<AppUsageDTO> usage() {
    Set<AppVersion> deployed =
        catalog.liveApps().stream().map(LiveApp::id).collect(Collectors.toSet());
    return book.usage(deployed, this::workers);
  }

  PoolCounters counters() {
    return counters;
  }

  Seats seats() {
    return seats;
  }
}
