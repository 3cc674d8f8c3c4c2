package dev.buntime.worker.internal;

import dev.buntime.catalog.AppVersion;
import dev.buntime.catalog.CatalogListener;
import dev.buntime.catalog.CatalogSnapshot;
import dev.buntime.catalog.LiveApp;
import dev.buntime.runtime.ErrorCode;
import dev.buntime.runtime.InvocationException;
import dev.buntime.runtime.WorkerRuntime;
import dev.buntime.runtime.dto.WorkerDTO;
import dev.buntime.sandbox.Sandbox;
import dev.buntime.worker.Lease;
import dev.buntime.worker.WorkerPool;
import dev.buntime.worker.internal.WorkerState.Failed;
import dev.buntime.worker.internal.WorkerState.Terminated;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker for each app version that somebody called.
 *
 * <p>A request to a live worker costs one map look-up and no lock. Which worker belongs to a
 * version changes only inside an atomic operation of the map; so all who wait for a cold start
 * share it, and a version that was undeployed or replaced gets no worker of its old bundle any
 * more.
 *
 * <p>A worker that failed to start stays in the map until it may be tried again: 1 s, 2 s, 4 s … 60
 * s after the failure.
 */
@Component(service = {WorkerPool.class, WorkerRuntime.class, CatalogListener.class})
public final class LivePool implements WorkerPool, WorkerRuntime, CatalogListener {
  private static final Logger log = LoggerFactory.getLogger(LivePool.class);

  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

  private final Worker.Workshop shop;
  private final Map<AppVersion, Worker> current = new ConcurrentHashMap<>();
  private final Set<Worker> retiring = ConcurrentHashMap.newKeySet();
  private final AtomicLong numbers = new AtomicLong();
  private final ScheduledThreadPoolExecutor housekeeping;
  private volatile CatalogSnapshot catalog = CatalogSnapshot.EMPTY; // replaced whole, never edited
  private volatile boolean stopping;

  /** Made by Declarative Services. */
  @Activate
  public LivePool(BundleContext context, @Reference Sandbox sandbox) {
    housekeeping =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("worker-pool").daemon().factory());
    housekeeping.setRemoveOnCancelPolicy(true); // an alarm that is off keeps no worker
    shop =
        new Worker.Workshop(
            sandbox, new ContextSlots(context), InstantSource.system(), housekeeping);
    var _ =
        housekeeping.scheduleWithFixedDelay(
            this::markIdle, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Retires all workers, cuts off what is still in flight, and waits a little. */
  @Deactivate
  void stop() throws InterruptedException {
    stopping = true;
    current.keySet().forEach(id -> retire(id, null));
    CompletableFuture<?>[] ends =
        retiring.stream().map(Worker::retire).toArray(CompletableFuture[]::new);
    retiring.forEach(Worker::cutOff);
    try {
      CompletableFuture.allOf(ends).get(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      log.warn("{} workers did not stop within {} s", retiring.size(), STOP_TIMEOUT.toSeconds());
    } catch (ExecutionException e) {
      throw new IllegalStateException("the end of a worker never fails", e);
    } finally {
      housekeeping.shutdownNow();
    }
  }

  @Override
  public void recallStreams() {
    current.values().forEach(Worker::recallStreams);
  }

  @Override
  public CompletableFuture<Lease> lease(AppVersion id) {
    Worker live = current.get(id);
    Lease place = live == null ? null : live.lease();
    return place != null ? CompletableFuture.completedFuture(place) : coldLease(id);
  }

  @Override
  public List<WorkerDTO> workers() {
    return Stream.concat(current.values().stream(), retiring.stream())
        .filter(worker -> !(worker.state() instanceof Terminated))
        .map(Worker::toDto)
        .sorted(Comparator.comparing(WorkerDTO::id))
        .toList();
  }

  @Override
  public void changed(CatalogSnapshot before, CatalogSnapshot after) {
    catalog = after;
    for (LiveApp app : before.liveApps()) {
      if (!app.equals(after.find(app.id()).orElse(null))) {
        retire(app.id(), app);
      }
    }
  }

  private CompletableFuture<Lease> coldLease(AppVersion id) {
    Worker worker = current.compute(id, this::liveOrNew);
    if (worker == null && stopping) {
      return refuse(ErrorCode.NOT_READY, id, "The runner is stopping; try another one.");
    }
    if (worker == null) {
      return refuse(ErrorCode.VERSION_NOT_FOUND, id, id + " was undeployed a moment ago.");
    }
    worker.start();
    return worker
        .started()
        .handle((started, failure) -> failure == null)
        .thenCompose(ready -> ready ? enter(worker) : refuseStart(worker));
  }

  private @Nullable Worker liveOrNew(AppVersion id, @Nullable Worker worker) {
    LiveApp app = catalog.find(id).orElse(null);
    if (worker != null && !(worker.state() instanceof Failed failed && mayRetry(worker, failed))) {
      return worker;
    }
    if (app == null || stopping) {
      return null;
    }
    int attempt = worker == null ? 0 : worker.attempt() + 1;
    return new Worker(id + "#" + numbers.incrementAndGet(), app, attempt, shop);
  }

  private boolean mayRetry(Worker worker, Failed failed) {
    return worker.isReleased() && !shop.clock().instant().isBefore(retryAt(worker, failed));
  }

  private static Instant retryAt(Worker worker, Failed failed) {
    return failed.since().plus(BackOff.after(worker.attempt()));
  }

  private CompletableFuture<Lease> enter(Worker worker) {
    Lease place = worker.lease();
    return place != null
        ? CompletableFuture.completedFuture(place)
        : lease(worker.app().id()); // it was retired since; the next one takes the request
  }

  private CompletableFuture<Lease> refuseStart(Worker worker) {
    AppVersion id = worker.app().id();
    if (!(worker.state() instanceof Failed failed)) {
      return lease(id); // it was retired while it started
    }
    long seconds =
        Math.max(1, Duration.between(shop.clock().instant(), retryAt(worker, failed)).toSeconds());
    String detail =
        id + " does not start: " + failed.reason() + ". The next try is in " + seconds + " s.";
    return CompletableFuture.failedFuture(
        refusal(ErrorCode.WORKER_START_FAILED, id, detail)
            .withRetryAfter(Duration.ofSeconds(seconds)));
  }

  private static CompletableFuture<Lease> refuse(ErrorCode code, AppVersion id, String detail) {
    return CompletableFuture.failedFuture(refusal(code, id, detail));
  }

  private static InvocationException refusal(ErrorCode code, AppVersion id, String detail) {
    return new InvocationException(code, detail, id.app(), id.version().toString(), null);
  }

  /** Retires the worker of a version, if it runs this app; a null app stands for any. */
  private void retire(AppVersion id, @Nullable LiveApp app) {
    current.computeIfPresent(
        id,
        (key, worker) -> {
          if (app != null && !worker.app().equals(app)) {
            return worker;
          }
          retiring.add(worker);
          // The end is heard by housekeeping: nothing of the app runs inside the map's operation.
          housekeeping.execute(() -> retire(worker));
          return null;
        });
  }

  private void retire(Worker worker) {
    var _ = worker.retire().thenRun(() -> retiring.remove(worker));
  }

  private void markIdle() {
    Instant moment = shop.clock().instant().minus(TICK);
    current.values().forEach(worker -> worker.idleSince(moment));
  }
}
