package dev.buntime.worker.internal;

import dev.buntime.admin.DeploymentException;
import dev.buntime.admin.WorkerAdmin;
import dev.buntime.catalog.CatalogListener;
import dev.buntime.catalog.CatalogSnapshot;
import dev.buntime.catalog.LiveApp;
import dev.buntime.catalog.Rehearsal;
import dev.buntime.runtime.WorkerListener;
import dev.buntime.runtime.WorkerRuntime;
import dev.buntime.runtime.dto.AppUsageDTO;
import dev.buntime.runtime.dto.CensusDTO;
import dev.buntime.runtime.dto.CensusDTO.RemnantDTO;
import dev.buntime.runtime.dto.PoolDTO;
import dev.buntime.runtime.dto.WorkerDTO;
import dev.buntime.sandbox.Census;
import dev.buntime.sandbox.Guard;
import dev.buntime.sandbox.Sandbox;
import dev.buntime.versions.AppVersion;
import dev.buntime.versions.SemVer;
import dev.buntime.worker.HealthProbe;
import dev.buntime.worker.Lease;
import dev.buntime.worker.WorkerPool;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.hooks.bundle.EventHook;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pool as services: gives it its threads, and shows it to the other rooms.
 *
 * <p>As an event hook (OSGi Core, section 56.3) it hears before anybody else that somebody stops
 * the bundle of a worker, and has a successor take over first.
 */
@Component(
    configurationPid = PoolConfig.PID,
    service = {
      WorkerPool.class,
      WorkerRuntime.class,
      WorkerAdmin.class,
      CatalogListener.class,
      Rehearsal.class,
      EventHook.class
    })
@Designate(ocd = PoolConfig.class)
public final class PoolService
    implements WorkerPool, WorkerRuntime, WorkerAdmin, CatalogListener, Rehearsal, EventHook {
  private static final Logger log = LoggerFactory.getLogger(PoolService.class);

  private static final Duration TICK = Duration.ofMillis(25);
  private static final Duration AGE = Duration.ofSeconds(1);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
  private static final int THREAD_IDLE_SECONDS = 10;

  private final List<WorkerListener> listeners = new CopyOnWriteArrayList<>();
  private volatile @Nullable HealthProbe probe;
  private final LivePool pool;
  private final Census census;
  private final ScheduledThreadPoolExecutor timer;
  private final ThreadPoolExecutor hands;
  private final ContextSlots slots;
  private final CollectionNews collections;

  /** Made by Declarative Services. */
  @Activate
  public PoolService(
      BundleContext context,
      PoolConfig config,
      @Reference Sandbox sandbox,
      @Reference Guard guard,
      @Reference Census census) {
    this.census = census;
    timer = new ScheduledThreadPoolExecutor(1, new RunnerThreads("worker-timer"));
    timer.setRemoveOnCancelPolicy(true); // an alarm that is off keeps no worker
    hands =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            THREAD_IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            new RunnerThreads("worker-pool"));
    slots = new ContextSlots(context);
    pool =
        new LivePool(
            self ->
                new Workshop(
                    sandbox,
                    guard,
                    census,
                    slots,
                    () -> probe,
                    Time.SYSTEM,
                    this::after,
                    hands,
                    self),
            new Seats(PoolLimits.of(config)),
            new WorkerNews(listeners));
    pool.serve(false); // until there is a probe
    HeapWatch<Worker> heap =
        new HeapWatch<>(
            pool::workers,
            Worker::allocatedBytes,
            () -> {
              LivingThreads threads = LivingThreads.now();
              return worker -> worker.allocatedBytesNow(threads);
            },
            System::nanoTime,
            Worker::endNow);
    collections =
        new CollectionNews(
            (room, size) -> timer.execute(() -> attempt(() -> heap.collected(room, size))));
    every(TICK, pool::tick);
    every(AGE, pool::age);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      unbind = "removeListener")
  void addListener(WorkerListener listener) {
    listeners.add(listener);
  }

  void removeListener(WorkerListener listener) {
    listeners.remove(listener);
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      unbind = "unsetProbe")
  void setProbe(HealthProbe offered) {
    probe = offered;
    hands.execute(() -> pool.serve(true)); // that may install bundles, and the caller starts HTTP
  }

  void unsetProbe(HealthProbe gone) {
    if (gone.equals(probe)) {
      probe = null;
      pool.serve(false);
    }
  }

  private void every(Duration pause, Runnable task) {
    var _ =
        timer.scheduleWithFixedDelay(
            () -> attempt(task), pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private Runnable after(Duration pause, Runnable task) {
    Future<?> alarm = timer.schedule(() -> attempt(task), pause.toMillis(), TimeUnit.MILLISECONDS);
    return () -> alarm.cancel(false);
  }

  /** The timer must go on whatever one task runs into. */
  private static void attempt(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) { // the root of this thread; the heap may be full
      log.error("a task of the timer failed; the next one is not kept from running", e);
    }
  }

  /** Retires all workers, cuts off what is still in flight, and waits a little. */
  @Deactivate
  void stop() throws InterruptedException {
    collections.close();
    CompletableFuture<Void> ended = pool.stop();
    var _ =
        ended.whenComplete((none, failure) -> {
          timer.shutdownNow();
          hands.shutdown();
          slots.close();
        });
    if (!Waiting.on(ended, STOP_TIMEOUT)) {
      log.warn("not all workers stopped within {} s", STOP_TIMEOUT.toSeconds());
    }
  }

  /** Takes another size and patience, with the workers that there are; or stays as it is. */
  @Modified
  void modified(PoolConfig config) {
    try {
      pool.limit(PoolLimits.of(config));
    } catch (IllegalArgumentException e) {
      log.error("{}; the pool stays as it is", e.getMessage());
    }
  }

  @Override
  public CompletableFuture<Lease> lease(AppVersion id) {
    return pool.lease(id);
  }

  @Override
  public void recallStreams() {
    pool.recallStreams();
  }

  @Override
  public void changed(CatalogSnapshot before, CatalogSnapshot after) {
    pool.changed(before, after);
  }

  @Override
  public CompletableFuture<Void> rehearse(LiveApp candidate, @Nullable LiveApp goes) {
    return pool.rehearse(candidate, goes);
  }

  @Override
  public CompletableFuture<Void> prove(LiveApp candidate, @Nullable LiveApp goes) {
    return pool.prove(candidate, goes);
  }

  @Override
  public CompletableFuture<Void> cancel(LiveApp candidate) {
    return pool.cancel(candidate);
  }

  @Override
  public void event(BundleEvent event, Collection<BundleContext> contexts) {
    if (event.getType() != BundleEvent.STOPPING || !LiveApp.isApp(event.getBundle())) {
      return;
    }
    try {
      pool.bundleStopping(event.getBundle());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public CompletableFuture<Boolean> restart(String app, String version) {
    AppVersion id = new AppVersion(app, SemVer.parse(version));
    return pool.restart(id)
        .exceptionallyCompose(failure ->
            CompletableFuture.failedFuture(
                new DeploymentException(
                    DeploymentException.Kind.CONFLICT,
                    "%s is not restarted: %s. The worker that it has goes on."
                        .formatted(id, words(failure)))));
  }

  private static String words(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return String.valueOf(cause.getMessage()).strip().replaceFirst("\\.$", "");
  }

  @Override
  public List<WorkerDTO> workers() {
    LivingThreads threads = LivingThreads.now();
    return pool.workers().stream().map(worker -> worker.toDto(threads)).toList();
  }

  @Override
  public Map<String, Long> states() {
    return pool.workers().stream()
        .collect(Collectors.groupingBy(worker -> worker.state().word(), Collectors.counting()));
  }

  @Override
  public List<AppUsageDTO> usage() {
    return pool.usage();
  }

  @Override
  public PoolDTO pool() {
    PoolCounters counters = pool.counters();
    Seats seats = pool.seats();
    return new PoolDTO(
        seats.size(),
        seats.taken(),
        seats.waiting(),
        counters.hits(),
        counters.misses(),
        counters.evictions(),
        counters.workersCreated(),
        counters.workersFailed(),
        counters.zombieThreads());
  }

  @Override
  public CensusDTO census() {
    return new CensusDTO(
        census.collected(),
        census.remnants().stream()
            .map(remnant ->
                new RemnantDTO(
                    remnant.worker(), remnant.since(), remnant.isLeak(), remnant.holders()))
            .toList());
  }
}
