package dev.buntime.management.internal.events;

import dev.buntime.runtime.DeploymentListener;
import dev.buntime.runtime.PluginListener;
import dev.buntime.runtime.WorkerListener;
import dev.buntime.runtime.dto.DeploymentEventDTO;
import dev.buntime.runtime.dto.PluginEventDTO;
import dev.buntime.runtime.dto.WorkerEventDTO;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what happens and has it told, on a thread of its own: whoever makes it happen waits for
 * nobody. The thread ends when there has been nothing to do for a while. Thread-safe.
 *
 * <p>It needs nothing of the rooms that call it, for they need it first.
 */
@Component(
    service = {
      EventHub.class,
      WorkerListener.class,
      DeploymentListener.class,
      PluginListener.class
    })
public final class EventHub implements WorkerListener, DeploymentListener, PluginListener {
  /** How many may listen. */
  static final int MOST_SUBSCRIBERS = 256;

  /** How many events may wait for the thread. */
  static final int MOST_WAITING = 10_000;

  private static final Logger log = LoggerFactory.getLogger(EventHub.class);

  private static final Duration TICK = Duration.ofMillis(100);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(1);
  private static final int THREAD_IDLE_SECONDS = 10;

  private final ScheduledThreadPoolExecutor thread;
  private final EventStream stream;
  private final Semaphore places = new Semaphore(MOST_SUBSCRIBERS);
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicBoolean losing = new AtomicBoolean();
  private volatile @Nullable Source source;
  private @Nullable Future<?> ticks; // of the one thread
  private boolean statsFail; // of the one thread

  /**
   * Where the streams are served.
   *
   * @param stats makes the tree of {@code /_/stats}
   * @param serving whether requests are accepted; when they are not any more, the streams end
   */
  record Source(Supplier<Object> stats, BooleanSupplier serving) {}

  /** Made by Declarative Services. */
  @Activate
  public EventHub() {
    thread = new ScheduledThreadPoolExecutor(1, EventThread.factory());
    thread.setKeepAliveTime(THREAD_IDLE_SECONDS, TimeUnit.SECONDS);
    thread.allowCoreThreadTimeOut(true);
    thread.setRemoveOnCancelPolicy(true);
    stream =
        new EventStream(
            Long.toString(System.currentTimeMillis()),
            System::nanoTime,
            this::stats,
            this::dismiss);
  }

  private Optional<String> stats() {
    Source from = source;
    try {
      Optional<String> made =
          from == null ? Optional.empty() : Optional.of(EventJson.of(from.stats().get()));
      statsFail = false;
      return made;
    } catch (RuntimeException e) {
      if (!statsFail) { // once, not each second
        log.error("there are no stats at /_/sse until this is over", e);
      }
      statsFail = true;
      return Optional.empty();
    }
  }

  /** Streams are served from now on. */
  void open(Source from) {
    source = from;
  }

  /** Streams are not served any more; all that there are end. */
  void close() {
    source = null;
    var _ = execute(() -> stream.endAll("they are not served any more"));
  }

  /** Whether one more may listen; if so, they have to {@link #join}. */
  boolean admit() {
    return places.tryAcquire();
  }

  /** Somebody who was admitted does not listen after all. */
  void dismiss() {
    places.release();
  }

  /** Somebody who was admitted listens from now on; see {@link EventStream#join}. */
  void join(Subscriber subscriber, Outlet outlet, @Nullable String lastId) {
    boolean isHeard =
        execute(() -> {
          stream.join(subscriber, outlet, lastId);
          if (ticks == null) {
            ticks =
                thread.scheduleAtFixedRate(
                    () -> attempt(this::tick),
                    TICK.toMillis(),
                    TICK.toMillis(),
                    TimeUnit.MILLISECONDS);
          }
        });
    if (!isHeard) {
      outlet.end();
      dismiss();
    }
  }

  /** Somebody listens no more. */
  void leave(Subscriber subscriber) {
    var _ = execute(() -> stream.leave(subscriber));
  }

  private void tick() {
    Source from = source;
    if (from == null || !from.serving().getAsBoolean()) {
      stream.endAll("the runner stops");
    }
    if (stream.size() > 0) {
      stream.tick();
    } else if (ticks != null) {
      ticks.cancel(false);
      ticks = null;
    }
  }

  @Override
  public void moved(WorkerEventDTO event) {
    tell(EventKind.WORKER, () -> EventJson.of(event));
  }

  @Override
  public void changed(DeploymentEventDTO event) {
    tell(EventKind.DEPLOYMENT, () -> EventJson.of(event));
  }

  @Override
  public void moved(PluginEventDTO event) {
    tell(EventKind.PLUGIN, () -> EventJson.of(event));
  }

  private void tell(EventKind kind, Supplier<String> json) {
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      lose();
      return;
    }
    var _ =
        execute(() -> {
          waiting.decrementAndGet();
          stream.tell(kind, json.get());
        });
  }

  /** Says so behind what waits, once for all that are lost until then. */
  private void lose() {
    if (losing.compareAndSet(false, true)) {
      var _ =
          execute(() -> {
            losing.set(false);
            stream.lose();
          });
    }
  }

  /** Whether the thread is there to do it. */
  private boolean execute(Runnable task) {
    try {
      thread.execute(() -> attempt(task));
      return true;
    } catch (RejectedExecutionException e) {
      log.debug("nobody is told of events any more", e);
      return false;
    }
  }

  private static void attempt(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) { // the root of this thread, which must go on
      log.error("a task of /_/sse failed; the next one is not kept from running", e);
    }
  }

  /** Ends all streams. */
  @Deactivate
  void stop() throws InterruptedException {
    close();
    thread.shutdown();
    if (!thread.awaitTermination(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      log.warn("not all streams at /_/sse ended within {} s", STOP_LIMIT.toSeconds());
    }
  }
}
