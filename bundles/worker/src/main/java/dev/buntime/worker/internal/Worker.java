package dev.buntime.worker.internal;

import dev.buntime.catalog.LiveApp;
import dev.buntime.catalog.WorkerSettings;
import dev.buntime.runtime.ErrorCode;
import dev.buntime.runtime.InvocationException;
import dev.buntime.runtime.dto.WorkerDTO;
import dev.buntime.sandbox.WorkerEndedError;
import dev.buntime.worker.Lease;
import dev.buntime.worker.Lease.Recall;
import dev.buntime.worker.internal.WorkerState.Creating;
import dev.buntime.worker.internal.WorkerState.Failed;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One live instance of an app version and the requests that it has.
 *
 * <p>Whatever runs code of the app runs on the worker's own threads: starting the bundle, requests,
 * stopping the bundle. Thread-safe; {@link #tick} is for one thread.
 */
final class Worker implements AppInstance.Events {
  private static final Logger log = LoggerFactory.getLogger(Worker.class);

  /** How long the code of a request that was late may take to notice its interrupt. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  /** A worker without a request for this long is idle. */
  private static final Duration IDLE = Duration.ofSeconds(1);

  private final String id;
  private final LiveApp app;
  private final Workshop shop;
  private final WorkerLife life;
  private final Instant created;
  private final long createdNanos;
  private final Admission admission;
  private final AtomicBoolean startOnce = new AtomicBoolean();
  private final AtomicBoolean retireOnce = new AtomicBoolean();
  private final AtomicBoolean worn = new AtomicBoolean();
  private final CompletableFuture<Void> opened = new CompletableFuture<>();
  private final CompletableFuture<Worker> started = new CompletableFuture<>();
  private final CompletableFuture<Void> released = new CompletableFuture<>();
  private final AtomicLong requests = new AtomicLong();
  private final LongAdder errors = new LongAdder();
  private final LongAdder timeouts = new LongAdder();
  private final Set<Place> places = ConcurrentHashMap.newKeySet();
  private volatile @Nullable AppInstance instance;
  private final HealthCheck health;
  private volatile boolean opening = true;
  private volatile long lastUse;
  private volatile long coldStartMillis = -1;
  private volatile ThreadMeter.Usage used = ThreadMeter.Usage.NONE;
  private volatile boolean booked;
  private volatile @Nullable WorkerEnd ending;

  /**
   * @param id unique among all workers
   * @param app what it runs
   */
  Worker(String id, LiveApp app, Workshop shop) {
    this.id = id;
    this.app = app;
    this.shop = shop;
    this.created = shop.time().now();
    this.createdNanos = shop.time().nanos();
    this.lastUse = createdNanos;
    this.health = new HealthCheck(app, shop.probe().get(), shop.alarms());
    this.admission = new Admission(app.settings().maxConcurrency(), app.settings().queue());
    this.life = new WorkerLife(shop.time().wall(), (from, to) -> shop.pool().moved(this, from, to));
  }

  String id() {
    return id;
  }

  LiveApp app() {
    return app;
  }

  WorkerState state() {
    return life.state();
  }

  /** Completes with this worker when it is ready; or fails, with the reason in the state. */
  CompletableFuture<Worker> started() {
    return started;
  }

  /** Completes when all that the worker had is given back, or given up. */
  CompletableFuture<Void> released() {
    return released;
  }

  /** Only while it has an instance: from the start to the end. */
  private AppInstance instance() {
    AppInstance current = instance;
    if (current == null) {
      throw new RejectedExecutionException(id + " has not begun, or has ended");
    }
    return current;
  }

  /** What it is made of; null before the start has got so far. */
  @Nullable AppInstance instanceIfAny() {
    return instance;
  }

  /** Whether the bundle is the generation of this worker. */
  boolean runs(Bundle bundle) {
    AppInstance current = instance;
    return current != null && current.bundle().equals(bundle);
  }

  WorkerThreads threads() {
    return instance().threads();
  }

  String contextPath() {
    return instance().contextPath();
  }

  long nanos() {
    return shop.time().nanos();
  }

  // The start.

  /** Starts the worker; further calls do nothing. */
  void start() {
    if (startOnce.compareAndSet(false, true)) {
      shop.pool().moved(this, null, life.state());
      Runnable off = shop.alarms().after(app.settings().startTimeout(), this::giveUpStart);
      var _ = started.whenComplete((worker, failure) -> off.run());
      shop.hands().execute(this::takeInstance);
    }
  }

  private void takeInstance() {
    try {
      AppInstance taken = new AppInstance(id, app, shop, this);
      instance = taken;
      taken.threads().executeAside(() -> open(taken));
    } catch (Throwable failure) { // whatever it is, callers wait for an answer
      failStart(failure);
      opened.complete(null);
    }
  }

  private void open(AppInstance taken) {
    try {
      taken.open();
      if (health.isWanted()) {
        opening = false;
        health.await(this::probeLease);
      }
      ready();
    } catch (Throwable failure) { // the root of app code on this thread
      failStart(failure);
    } finally {
      opened.complete(null);
    }
  }

  /** A place for the runner's own question, before anybody else gets one. */
  private Lease probeLease() {
    Place place = new Place(this, nanos());
    Admission.Answer answer = admission.enter(place);
    if (answer != Admission.Answer.RUN) {
      throw new StartFailure("it was retired while it started");
    }
    place.admit();
    places.add(place);
    return place;
  }

  private void ready() {
    coldStartMillis = shop.time().since(createdNanos).toMillis();
    lastUse = nanos();
    boolean isReady = true;
    try {
      isReady = life.ready();
    } finally { // the move is made, whatever a listener threw
      if (isReady) {
        started.complete(this);
      } else {
        started.completeExceptionally(new StartFailure("it was retired while it started"));
      }
    }
  }

  private void giveUpStart() {
    if (life.state() instanceof Creating) {
      failStart(
          new StartFailure(
              "it did not start within "
                  + seconds(app.settings().startTimeout())
                  + "; "
                  + (opening
                      ? "its activator or a component of it does not return"
                      : health.last())));
    }
  }

  private void failStart(Throwable failure) {
    String reason = StartFailure.describe(failure);
    if (life.fail(reason)) {
      log.warn("{} does not start: {}", id, reason, failure);
      end(Duration.ZERO);
    }
    started.completeExceptionally(new StartFailure(reason)); // keeps nothing of the app
  }

  private static String seconds(Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }

  // Requests.

  /**
   * A place for one request.
   *
   * @return null if the worker is not ready or takes none any more; else a future as {@link
   *     dev.buntime.worker.WorkerPool#lease} has it, which also completes with null if the worker
   *     was retired while the request waited
   */
  @Nullable CompletableFuture<@Nullable Lease> lease() {
    if (!life.state().isLive()) {
      return null;
    }
    Place place = new Place(this, nanos());
    places.add(place); // before it is in, so that no recall misses it
    return switch (admission.enter(place)) {
      case RUN -> {
        place.admit();
        enter();
        yield CompletableFuture.completedFuture(place);
      }
      case WAIT -> waiting(place);
      case FULL -> {
        forget(place);
        yield CompletableFuture.failedFuture(saturated());
      }
      case CLOSED -> {
        forget(place);
        yield null;
      }
    };
  }

  private void enter() {
    long count = requests.incrementAndGet();
    lastUse = nanos();
    life.serve();
    if (app.settings().maxRequests() > 0 && count >= app.settings().maxRequests()) {
      wear("it has served " + count + " requests");
    }
  }

  private CompletableFuture<@Nullable Lease> waiting(Place place) {
    return place
        .turn()
        .thenApply(turn ->
            switch (turn) {
              case ADMITTED -> {
                enter();
                yield place;
              }
              case EXPELLED -> null;
            });
  }

  private InvocationException saturated() {
    return refusal(
        ErrorCode.WORKER_SATURATED,
        app.id()
            + " has as many requests as it takes: "
            + app.settings().maxConcurrency()
            + " running and "
            + app.settings().queue()
            + " waiting. Try again, or raise maxConcurrency or queue in its worker.jsonc.");
  }

  private InvocationException refusal(ErrorCode code, String detail) {
    return new InvocationException(
        code, detail, app.id().app(), app.id().version().toString(), null);
  }

  /** A place is over. */
  void left(Place place) {
    forget(place);
    lastUse = nanos();
    admission.leave();
    if (admission.inFlight() == 0) {
      shop.pool().free(this);
    }
  }

  /** A place that never ran is over. */
  void forget(Place place) {
    places.remove(place);
  }

  /** Whether nothing is in flight. */
  boolean isFree() {
    return admission.inFlight() == 0 && admission.queued() == 0;
  }

  /** Whether requests may wait for it: for its start, or for a place in it. */
  boolean isAwaited() {
    return life.state() instanceof Creating || admission.queued() > 0;
  }

  /** Value of the ticker when the last request began or ended, whichever came later. */
  long lastUse() {
    return lastUse;
  }

  /** A request of the worker ended with an exception or an error of the app. */
  void failed(Throwable failure) {
    errors.increment();
    if (failure instanceof OutOfMemoryError) {
      outOfMemory();
    }
  }

  private void outOfMemory() {
    shop.pool().outOfMemory(this);
    broken("it ran out of memory");
  }

  /** It cannot be relied on any more. While it starts, that is a start that failed. */
  private void broken(String why) {
    if (life.state() instanceof Creating) {
      failStart(new StartFailure(why));
    } else {
      shop.pool().broken(this, why);
    }
  }

  @Override
  public void uncaught(Throwable failure) {
    AppInstance current = instance;
    if (failure instanceof WorkerEndedError || (current != null && current.isKilled())) {
      log.debug("a thread of {} was ended", id, failure);
      return;
    }
    log.warn("{}: a thread of the app ended with an exception", id, failure);
    if (failure instanceof OutOfMemoryError) {
      outOfMemory();
    }
  }

  @Override
  public void exitCalled() {
    broken("it called System.exit");
  }

  /** Ends all its code at once, and has it replaced. */
  void endNow(String why) {
    AppInstance current = instance;
    if (current != null) {
      current.kill();
    }
    broken(why);
  }

  private void wear(String why) {
    if (worn.compareAndSet(false, true)) {
      shop.pool().worn(this, why);
    }
  }

  /** A worker that should have been replaced was not, because its successor does not start. */
  void stillWorn(String why) {
    shop.pool().worn(this, why);
  }

  // Time.

  /**
   * Looks after the time of everything: answers late requests, finds those that are stuck, and
   * grows old. To be called every few ten milliseconds, by one thread.
   */
  void tick() {
    long now = nanos();
    long limit = app.settings().timeout().toNanos();
    if (limit > 0) {
      places.forEach(place -> check(place, now, limit));
      hurry();
    }
  }

  /** There is nothing to wait for if only threads are left that do not come back. */
  private void hurry() {
    WorkerEnd last = ending;
    if (last != null && !places.isEmpty() && places.stream().allMatch(Place::isStuck)) {
      last.hurry();
    }
  }

  private void check(Place place, long now, long limit) {
    if (place.wasLate() || !place.isLate(now, limit)) {
      return;
    }
    boolean waited = admission.withdraw(place);
    if (!waited && !place.isIn()) {
      return; // it comes or goes at this moment; the next tick looks at it again
    }
    place.late();
    timeouts.increment();
    if (waited) {
      forget(place);
      place.refuse(noPlace());
      return;
    }
    place.recall(Recall.TIMEOUT);
    threads().interrupt(place);
    var _ = shop.alarms().after(GRACE, () -> graceIsOver(place));
  }

  private InvocationException noPlace() {
    return refusal(
        ErrorCode.WORKER_TIMEOUT,
        app.id()
            + " had no place for the request within "
            + seconds(app.settings().timeout())
            + "; try again.");
  }

  /** Even code that heeds its interrupt may leave something half done, or running. */
  private void graceIsOver(Place place) {
    if (life.state() instanceof Creating) {
      return; // a health check, and the start has a limit of its own
    }
    if (place.isUsed()) {
      stuck(place);
    } else {
      wear("a request was not answered in time");
    }
  }

  private void stuck(Place place) {
    place.stuck();
    Set<Thread> threads = threads().serving(place);
    for (Thread thread : threads) {
      log.warn(
          "{}: {} does not heed its interrupt after {}: {}",
          id,
          thread.getName(),
          seconds(app.settings().timeout()),
          Stacks.of(thread));
    }
    broken("a request is stuck in it");
  }

  /** Grows old and idle; to be called about every second, by the thread of {@link #tick}. */
  void age(LivingThreads threads) {
    AppInstance current = instance;
    if (!life.state().isLive() || current == null) {
      return;
    }
    current.threads().sample(threads);
    WorkerSettings settings = app.settings();
    long unused = nanos() - lastUse;
    if (isFree() && unused >= IDLE.toNanos() && life.idle()) {
      current.lifecycles().idle();
    }
    if (isOld()) {
      wear("it has lived for " + seconds(settings.ttl()));
    }
  }

  private boolean isOld() {
    Duration ttl = app.settings().ttl();
    return isPositive(ttl) && nanos() - createdNanos >= ttl.toNanos();
  }

  /** Whether it has lived for as long as it may and had no request in all its life. */
  boolean isOldAndUnused() {
    return life.state().isLive() && requests.get() == 0 && isFree() && isOld();
  }

  /** Whether it has had no request for as long as it may be kept. */
  boolean isIdleForLong() {
    WorkerSettings settings = app.settings();
    Duration limit = settings.lowMemory() ? IDLE : settings.idleTimeout();
    return life.state().isLive()
        && isPositive(limit)
        && isFree()
        && nanos() - lastUse >= limit.toNanos();
  }

  private static boolean isPositive(Duration time) {
    return time.compareTo(Duration.ZERO) > 0;
  }

  // The end.

  /**
   * Takes no more requests, finishes those that it has within its {@code drainTimeout}, then stops.
   * Requests that wait at the door are sent to another worker. May be called again.
   *
   * @param why for a person
   * @return completes when all is given back, or given up
   */
  CompletableFuture<Void> retire(String why) {
    boolean starting = life.state() instanceof Creating;
    life.drain(why);
    end(starting ? app.settings().startTimeout() : app.settings().drainTimeout());
    if (starting) { // nobody has to wait until its start returns, which may be never
      started.completeExceptionally(new StartFailure("it was retired while it started"));
    }
    return released;
  }

  private void end(Duration patience) {
    if (!retireOnce.compareAndSet(false, true)) {
      return;
    }
    CompletableFuture<Void> drained = admission.close();
    if (startOnce.compareAndSet(false, true)) {
      StartFailure never = new StartFailure("it was retired before it was started");
      started.completeExceptionally(never);
      opened.completeExceptionally(never);
    }
    WorkerEnd last = new WorkerEnd(this, shop, opened, drained);
    last.begin(patience);
    ending = last;
  }

  /** Asks for the places of requests that have no natural end. */
  void recallStreams() {
    recall(Recall.DRAIN);
  }

  private void recall(Recall why) {
    for (Place place : places) {
      try {
        place.recall(why);
      } catch (RuntimeException e) {
        log.error("{}: a request could not be told to end; the others are", id, e);
      }
    }
  }

  /** Waits no longer for the requests that are in flight: they are answered with an error now. */
  void cutOff() {
    if (admission.inFlight() > 0) {
      log.warn("{} cuts off {} requests that did not end", id, admission.inFlight());
      recall(Recall.CUT);
    }
  }

  /**
   * The end is over.
   *
   * @param zombies threads that run on
   * @param left whether all is given back, so that nothing of the app is kept
   */
  void ended(int zombies, boolean left) {
    AppInstance current = instance;
    if (current != null) {
      current.threads().sample(LivingThreads.now());
      used = current.threads().usage();
    }
    shop.pool().ended(this);
    if (left) {
      instance = null;
    }
    if (!(life.state() instanceof Failed)) { // a failure stays visible
      life.terminate();
    }
    released.complete(null);
    if (zombies > 0) {
      shop.pool().zombies(this, zombies);
    }
  }

  // The view.

  /** Marks it as counted among those that have ended; false if it was. Under the book's lock. */
  boolean book() {
    boolean isFirst = !booked;
    booked = true;
    return isFirst;
  }

  boolean isBooked() {
    return booked;
  }

  /** What it has used, and has in hand. */
  UsageBook.Usage usage(LivingThreads threads) {
    AppInstance current = instance;
    ThreadMeter.Usage usage = current == null ? used : current.threads().usage();
    return new UsageBook.Usage(
        life.state().isLive() ? 1 : 0,
        requests.get(),
        errors.sum(),
        timeouts.sum(),
        admission.inFlight(),
        admission.queued(),
        usage.cpuNanos(),
        usage.allocatedBytes(),
        current == null ? 0 : current.threads().living(threads).size());
  }

  WorkerDTO toDto(LivingThreads threads) {
    WorkerState state = life.state();
    AppInstance current = instance;
    ThreadMeter.Usage usage = current == null ? used : current.threads().usage();
    return new WorkerDTO(
        id,
        app.id().app(),
        app.id().version().toString(),
        state.word(),
        state.since(),
        state.why(),
        created,
        coldStartMillis,
        shop.time().since(createdNanos).toMillis(),
        shop.time().since(lastUse).toMillis(),
        requests.get(),
        errors.sum(),
        timeouts.sum(),
        admission.inFlight(),
        admission.queued(),
        Duration.ofNanos(usage.cpuNanos()).toMillis(),
        usage.allocatedBytes(),
        current == null ? 0 : current.threads().living(threads).size(),
        current == null ? 0 : current.unwovenClasses());
  }

  /** Bytes that its threads have allocated in all, up to now; not on the way of a request. */
  long allocatedBytesNow(LivingThreads threads) {
    AppInstance current = instance;
    if (current != null) {
      current.threads().sample(threads);
    }
    return allocatedBytes();
  }

  /** Bytes that its threads have allocated in all, up to the last sample. */
  long allocatedBytes() {
    AppInstance current = instance;
    return current == null ? 0 : current.threads().usage().allocatedBytes();
  }

  @Override
  public String toString() {
    return id;
  }
}
