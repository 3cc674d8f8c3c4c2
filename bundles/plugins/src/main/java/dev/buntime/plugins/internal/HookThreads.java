package dev.buntime.plugins.internal;

import dev.buntime.runtime.ErrorCode;
import dev.buntime.runtime.InvocationException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads on which hooks run, and the timer that watches over them.
 *
 * <p>A hook gets an idle thread, else a new one, else it waits for the next that is free; waiting
 * counts as its time. A thread that is still in a hook when that one's time is over is made up for
 * by another one until it comes back. Thread-safe.
 */
final class HookThreads implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HookThreads.class);

  private static final int IDLE_SECONDS = 10;
  private static final Duration TICK = Duration.ofMillis(25);

  private final LongSupplier ticker;
  private final ThreadPoolExecutor pool;
  private final ThreadFactory asides = new PluginThread.Factory("plugin-life");
  private final ScheduledThreadPoolExecutor timer; // on which nothing of a plugin runs
  private final Set<Timed> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger overdue = new AtomicInteger();
  private volatile Duration limit;
  private volatile int most;

  /**
   * @param ticker counts nanoseconds and never jumps
   * @param limit how long a hook may take
   * @param most hooks that may run at the same time
   */
  HookThreads(LongSupplier ticker, Duration limit, int most) {
    this.ticker = ticker;
    this.limit = limit;
    this.most = most;
    pool =
        new ThreadPoolExecutor(
            0,
            most,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new IdleFirst(),
            new PluginThread.Factory("plugin"),
            HookThreads::waitForAThread);
    timer = new ScheduledThreadPoolExecutor(1, PluginThread.timers("plugin-timer"));
    var _ =
        timer.scheduleWithFixedDelay(
            this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Takes other limits; hooks that are being called keep theirs. */
  synchronized void limit(Duration perHook, int threads) {
    limit = perHook;
    most = threads;
    resize();
  }

  Duration limit() {
    return limit;
  }

  long now() {
    return ticker.getAsLong();
  }

  /**
   * Calls a hook of a request: on this thread if the plugin never waits or if this is a free thread
   * of these, else on one of these.
   */
  <T extends @Nullable Object> void call(
      Seat seat, Hook hook, String requestId, Callable<T> code, Outcome<T> outcome) {
    if (seat.occupant().waits()) {
      callLimited(seat, hook, requestId, code, outcome);
    } else {
      callHere(seat, hook, requestId, code, outcome);
    }
  }

  private static <T extends @Nullable Object> void callHere(
      Seat seat, Hook hook, String requestId, Callable<T> code, Outcome<T> outcome) {
    T value;
    try {
      value = seat.run(requestId, code);
    } catch (Throwable failure) { // whatever a plugin throws must not get to this thread's owner
      outcome.failed(seat.threw(hook, requestId, failure));
      return;
    }
    outcome.returned(value);
  }

  /** Calls a hook on one of these threads, on this one if it is free. */
  <T extends @Nullable Object> void callLimited(
      Seat seat, Hook hook, String requestId, Callable<T> code, Outcome<T> outcome) {
    HookCall<T> call = new HookCall<>(this, seat, hook, requestId, limit, code, outcome);
    watch(call);
    if (PluginThread.isFree()) {
      call.run();
      return;
    }
    try {
      pool.execute(call);
    } catch (RejectedExecutionException e) {
      log.debug("{} is not called: the threads of plugins have ended", seat, e);
      call.refuse(stopped());
    }
  }

  /** Calls a hook on a thread of its own, which is there for that alone. */
  <T extends @Nullable Object> void callAside(
      Seat seat, Hook hook, Duration itsLimit, Callable<T> code, Outcome<T> outcome) {
    HookCall<T> call = new HookCall<>(this, seat, hook, "", itsLimit, code, outcome);
    watch(call);
    asides.newThread(call).start();
  }

  /**
   * Runs what follows the call of a hook on one of these threads.
   *
   * @throws RejectedExecutionException if they have ended
   */
  void execute(Runnable task) {
    pool.execute(task);
  }

  /**
   * Runs a task on one of these threads when something has completed, however it did.
   *
   * @param otherwise is told if these threads have ended
   */
  void executeAfter(
      CompletableFuture<Void> event, Runnable task, Consumer<InvocationException> otherwise) {
    var _ =
        event.whenComplete((_, _) -> {
          try {
            execute(task);
          } catch (RejectedExecutionException e) {
            log.debug("a request does not go on: the threads of plugins have ended", e);
            otherwise.accept(stopped());
          }
        });
  }

  private static InvocationException stopped() {
    return new InvocationException(ErrorCode.NOT_READY, "The runner stops; try again later.");
  }

  /**
   * Runs what follows when the time of a hook is over. Neither on the timer, which must watch over
   * what is called next, nor on a thread that hooks have to wait for.
   */
  void executeLate(Runnable task) {
    Thread.ofVirtual().name("plugin-late").start(task);
  }

  /** Keeps an eye on something until it is forgotten. */
  void watch(Timed timed) {
    open.add(timed);
  }

  void forget(Timed timed) {
    open.remove(timed);
  }

  void threadOverdue() {
    overdue.incrementAndGet();
    resize();
    if (!pool.getQueue().isEmpty()) {
      begin();
    }
  }

  void threadBack() {
    overdue.decrementAndGet();
    resize();
  }

  /** Begins a thread, which then takes what waits. */
  private void begin() {
    try {
      pool.execute(() -> {});
    } catch (RejectedExecutionException e) {
      log.debug("no thread is made up for: the threads of plugins have ended", e);
    }
  }

  private synchronized void resize() {
    pool.setMaximumPoolSize(most + Math.max(0, overdue.get()));
  }

  /** Ends what is over time. */
  void tick() {
    long now = now();
    for (Timed timed : open) {
      try {
        timed.check(now);
      } catch (Throwable e) { // the root of this thread, which must go on
        log.error("the end of {} failed; the others are not kept from theirs", timed, e);
      }
    }
  }

  /** Interrupts all that still run; nothing is called any more. */
  @Override
  public void close() {
    timer.shutdownNow();
    pool.shutdownNow();
  }

  private static void waitForAThread(Runnable task, ThreadPoolExecutor pool) {
    if (pool.isShutdown()) {
      throw new RejectedExecutionException("the threads of plugins have ended");
    }
    ((IdleFirst) pool.getQueue()).append(task);
    if (pool.getPoolSize() == 0) {
      pool.execute(() -> {}); // all threads ended while this one came too late to get one
    }
  }

  /**
   * Takes a task only if a thread waits for one, so that the pool begins a new thread otherwise.
   */
  private static final class IdleFirst extends LinkedTransferQueue<Runnable> {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean offer(Runnable task) {
      return tryTransfer(task);
    }

    /** Lets a task wait. */
    void append(Runnable task) {
      super.offer(task);
    }
  }
}
