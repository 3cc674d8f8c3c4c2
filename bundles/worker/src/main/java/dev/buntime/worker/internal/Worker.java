package dev.buntime.worker.internal;

import dev.buntime.catalog.EntryPoint;
import dev.buntime.catalog.LiveApp;
import dev.buntime.runtime.dto.WorkerDTO;
import dev.buntime.sandbox.Confinement;
import dev.buntime.sandbox.Sandbox;
import dev.buntime.worker.Lease;
import dev.buntime.worker.Lease.Recall;
import dev.buntime.worker.internal.WorkerState.Active;
import dev.buntime.worker.internal.WorkerState.Creating;
import dev.buntime.worker.internal.WorkerState.Draining;
import dev.buntime.worker.internal.WorkerState.Failed;
import dev.buntime.worker.internal.WorkerState.Idle;
import dev.buntime.worker.internal.WorkerState.Ready;
import dev.buntime.worker.internal.WorkerState.Terminated;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One live instance of an app version: a started bundle, its threads and its servlet context.
 *
 * <p>Whatever runs code of the app runs on the worker's own threads: starting the bundle, requests,
 * stopping the bundle. Thread-safe.
 */
final class Worker {
  private static final Logger log = LoggerFactory.getLogger(Worker.class);

  /** How long a start may take. */
  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

  /** How long a started bundle may take to offer its first servlet; the start must outlast it. */
  private static final Duration ENTRY_TIMEOUT = Duration.ofSeconds(20);

  /** How long a draining worker waits for requests that are in flight. */
  private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(30);

  private final String id;
  private final LiveApp app;
  private final int attempt;
  private final Workshop shop;
  private final WorkerLife life;
  private final WorkerThreads threads;
  private final Instant created;
  private final Admission admission = new Admission();
  private final AtomicBoolean startOnce = new AtomicBoolean();
  private final AtomicBoolean retireOnce = new AtomicBoolean();
  private final CompletableFuture<Worker> started = new CompletableFuture<>();
  private final CompletableFuture<Void> released = new CompletableFuture<>();
  private final AtomicReference<@Nullable ScheduledFuture<?>> alarm = new AtomicReference<>();
  private final LongAdder requests = new LongAdder();
  private final LongAdder errors = new LongAdder();
  private final Set<Place> places = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Recall recall;
  private volatile Instant lastUse;
  private volatile long coldStartMillis = -1;
  private volatile String contextPath = "";
  private ContextSlots.@Nullable Slot slot; // written by the starting, read by the stopping thread
  private @Nullable Confinement confinement; // likewise

  /**
   * What all workers share.
   *
   * @param sandbox the walls
   * @param slots the servlet contexts
   * @param clock the time
   * @param housekeeping runs short tasks of the runner, none of an app
   */
  record Workshop(
      Sandbox sandbox,
      ContextSlots slots,
      InstantSource clock,
      ScheduledExecutorService housekeeping) {}

  /**
   * @param id unique among all workers
   * @param app what it runs
   * @param attempt how often this app version failed to start before, at least 0
   */
  Worker(String id, LiveApp app, int attempt, Workshop shop) {
    this.id = id;
    this.app = app;
    this.attempt = attempt;
    this.shop = shop;
    this.created = shop.clock().instant();
    this.lastUse = created;
    this.life = new WorkerLife(shop.clock(), this::report);
    this.threads = new WorkerThreads(id, app.bundle());
  }

  LiveApp app() {
    return app;
  }

  int attempt() {
    return attempt;
  }

  WorkerState state() {
    return life.state();
  }

  /** Whether all is given back; a start that hangs holds everything until it returns. */
  boolean isReleased() {
    return released.isDone();
  }

  /** Completes with this worker when it is ready; or fails, with the reason in the state. */
  CompletableFuture<Worker> started() {
    return started;
  }

  /** Starts the worker on its own threads; further calls do nothing. */
  void start() {
    if (startOnce.compareAndSet(false, true)) {
      alarm(this::giveUpStart, START_TIMEOUT);
      threads.execute(this::runStart);
    }
  }

  /** Sets the one alarm of this worker; an earlier one is off. It must not outlive the worker. */
  private void alarm(Runnable task, Duration after) {
    ScheduledFuture<?> next =
        shop.housekeeping().schedule(task, after.toMillis(), TimeUnit.MILLISECONDS);
    cancel(alarm.getAndSet(next));
  }

  private static void cancel(@Nullable ScheduledFuture<?> alarm) {
    if (alarm != null) {
      alarm.cancel(false);
    }
  }

  /** Gives up on a start that takes too long; without effect once the worker is ready. */
  void giveUpStart() {
    if (life.state() instanceof Creating) {
      failStart(
          new StartFailure(
              "it did not start within "
                  + START_TIMEOUT.toSeconds()
                  + " s; its activator or a component of it does not return"));
    }
  }

  /** A place for one request, or null if the worker is not ready or takes none any more. */
  @Nullable Lease lease() {
    boolean ready =
        switch (life.state()) {
          case Ready _, Active _, Idle _ -> true;
          case Creating _, Draining _, Terminated _, Failed _ -> false;
        };
    if (!ready || !admission.enter()) {
      return null;
    }
    life.serve();
    requests.increment();
    lastUse = shop.clock().instant();
    Place place = new Place();
    places.add(place);
    return place;
  }

  /** Moves to Idle if nothing is in flight and nothing came since a moment. */
  void idleSince(Instant moment) {
    if (admission.inFlight() == 0 && lastUse.isBefore(moment)) {
      life.idle();
    }
  }

  /**
   * Takes no more requests, finishes those that it has within 30 s, then stops. May be called
   * again.
   *
   * @return completes when bundle, threads and servlet context are given back
   */
  CompletableFuture<Void> retire() {
    life.drain();
    CompletableFuture<Void> drained = admission.close();
    if (!retireOnce.compareAndSet(false, true)) {
      return released;
    }
    recall(Recall.DRAIN);
    alarm(this::cutOff, DRAIN_TIMEOUT);
    if (startOnce.compareAndSet(false, true)) {
      started.completeExceptionally(new StartFailure("it was retired before it was started"));
      shop.housekeeping().execute(this::releaseThreads); // there is nothing else yet
    } else {
      var _ =
          started
              .handle((worker, failure) -> failure == null)
              .thenAcceptBoth(drained, (ready, none) -> stopIf(ready));
    }
    return released;
  }

  /** Asks for the places of requests that have no natural end. */
  void recallStreams() {
    recall(Recall.DRAIN);
  }

  /** Waits no longer for the requests that are in flight: they are answered with an error now. */
  void cutOff() {
    if (admission.inFlight() > 0) {
      log.warn("{} cuts off {} requests that did not end", id, admission.inFlight());
      recall(Recall.CUT);
    }
  }

  WorkerDTO toDto() {
    WorkerState state = life.state();
    Instant now = shop.clock().instant();
    return new WorkerDTO(
        id,
        app.id().app(),
        app.id().version().toString(),
        state.word(),
        state.since(),
        state instanceof Failed(Instant _, String reason) ? reason : null,
        created,
        coldStartMillis,
        Duration.between(created, now).toMillis(),
        Math.max(0, Duration.between(lastUse, now).toMillis()),
        requests.sum(),
        errors.sum(),
        admission.inFlight(),
        threads.live());
  }

  private void recall(Recall why) {
    recall = why;
    places.forEach(place -> place.tell(why));
  }

  private void runStart() {
    try {
      open();
    } catch (Throwable failure) { // the root of app code on this thread
      failStart(failure);
      release();
      return;
    }
    coldStartMillis = Duration.between(created, shop.clock().instant()).toMillis();
    cancel(alarm.getAndSet(null)); // before anybody can retire a worker that is ready
    if (life.ready()) {
      started.complete(this);
    } else {
      started.completeExceptionally(new StartFailure("it was retired while it started"));
      release();
    }
  }

  private void failStart(Throwable failure) {
    String reason = StartFailure.describe(failure);
    if (life.fail(reason)) {
      log.warn("{} does not start: {}", id, reason, failure);
    }
    started.completeExceptionally(failure);
  }

  private void open() throws Exception {
    Bundle bundle = app.bundle();
    ContextSlots.Slot mine = shop.slots().take(bundle);
    slot = mine;
    contextPath = mine.path();
    Confinement wall =
        shop.sandbox().confine(bundle, mine.id(), mine.path(), "/" + app.id(), threads);
    confinement = wall;
    bundle.start(Bundle.START_TRANSIENT);
    switch (app.entryPoint()) {
      case EntryPoint.Whiteboard() -> {}
      case EntryPoint.ServletClass(String name) -> EntryServlets.ofClass(bundle, name);
      case EntryPoint.StaticPage(String page) -> EntryServlets.ofPage(bundle, page);
    }
    if (!wall.awaitEntry(ENTRY_TIMEOUT)) {
      throw new StartFailure(
          "its bundle started, but offered no servlet, filter or resource on the HTTP whiteboard"
              + " within "
              + ENTRY_TIMEOUT.toSeconds()
              + " s; check that its components are satisfied, or name an 'entrypoint' in"
              + " worker.jsonc");
    }
    if (wall.initFailure().isPresent()) {
      Throwable failure = wall.initFailure().get();
      throw new StartFailure("init() of a servlet or filter failed: " + failure, failure);
    }
  }

  private void stopIf(boolean ready) {
    if (ready) {
      threads.execute(this::release);
    } else {
      cancel(alarm.getAndSet(null)); // nobody is in flight, so there is nothing to cut off
      life.terminate(); // whoever ended the start gives all back
    }
  }

  /** Gives all back; on a thread of the worker, because it runs code of the app. */
  private void release() {
    Confinement wall = confinement;
    ContextSlots.Slot mine = slot;
    if (wall != null) {
      attempt(wall::close); // before the bundle stops, see Confinement
    }
    attempt(() -> app.bundle().stop(Bundle.STOP_TRANSIENT));
    if (mine != null) {
      mine.release();
    }
    shop.housekeeping().execute(this::releaseThreads);
  }

  private void attempt(Step step) {
    try {
      step.run();
    } catch (Throwable failure) { // the root of app code on this thread
      log.warn("{} did not stop cleanly", id, failure);
    }
  }

  /** A step of the end; the others are taken whatever it throws. */
  private interface Step {
    void run() throws Exception;
  }

  private void releaseThreads() {
    cancel(alarm.getAndSet(null));
    threads.stop();
    if (!(life.state() instanceof Failed)) {
      life.terminate();
    }
    released.complete(null);
  }

  private void report(WorkerState state) {
    switch (state) {
      case Ready _ -> log.info("{} is ready after {} ms", id, coldStartMillis);
      case Terminated _ -> log.info("{} is terminated after {} requests", id, requests.sum());
      case Creating _, Active _, Idle _, Draining _, Failed _ ->
          log.debug("{} is {}", id, state.word());
    }
  }

  /** One admitted request. */
  private final class Place implements Lease {
    private final AtomicBoolean open = new AtomicBoolean(true);
    private volatile @Nullable Consumer<Recall> listener;

    @Override
    public Executor executor() {
      return threads;
    }

    @Override
    public boolean ownsCurrentThread() {
      return threads.ownsCurrentThread();
    }

    @Override
    public ClassLoader classLoader() {
      return threads.classLoader();
    }

    @Override
    public String contextPath() {
      return contextPath;
    }

    @Override
    public void onRecall(Consumer<Recall> recalled) {
      listener = recalled;
      Recall missed = recall;
      if (missed != null) {
        recalled.accept(missed);
      }
    }

    @Override
    public long maxBodySize() {
      return app.settings().maxBodySize();
    }

    @Override
    public void failed(Throwable failure) {
      errors.increment();
    }

    @Override
    public void close() {
      if (open.compareAndSet(true, false)) {
        places.remove(this);
        lastUse = shop.clock().instant();
        admission.leave();
      }
    }

    private void tell(Recall why) {
      Consumer<Recall> known = listener;
      if (known != null) {
        known.accept(why);
      }
    }
  }
}
