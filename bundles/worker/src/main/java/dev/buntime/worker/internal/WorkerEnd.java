package dev.buntime.worker.internal;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a worker, step by step, each with a limit of its own.
 *
 * <pre>
 * wait for the start and the requests   drainTimeout   then cut the requests off; at once if
 *                                                      only such are left as are stuck
 *                                       1 s            then kill
 *                                       2 s            then go on without
 * tell the app                          5 s            then go on without
 * stop the bundle                       10 s           then kill
 *                                       2 s            then give it up
 * put in order what it left behind      5 s            then go on without
 * wait for the threads                  2 s            then count those that are left as zombies
 * </pre>
 *
 * <p>Waiting for requests holds no thread; the steps after it run on a thread of the runner, what
 * they call of the app on threads of the worker.
 */
final class WorkerEnd {
  private static final Logger log = LoggerFactory.getLogger(WorkerEnd.class);

  private static final Duration GRACE = Duration.ofSeconds(1);
  private static final Duration AFTER_KILL = Duration.ofSeconds(2);
  private static final Duration TELL_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration CLEAN_UP_TIMEOUT = Duration.ofSeconds(5);

  private final Worker worker;
  private final Workshop shop;
  private final CompletableFuture<Void> opened;
  private final CompletableFuture<Void> quiet;
  private final CompletableFuture<Void> goOn;
  private final AtomicBoolean hurried = new AtomicBoolean();

  /**
   * @param opened completes when the start is over, however it went
   * @param drained completes when the last request has left
   */
  WorkerEnd(
      Worker worker,
      Workshop shop,
      CompletableFuture<Void> opened,
      CompletableFuture<Void> drained) {
    this.worker = worker;
    this.shop = shop;
    this.opened = opened;
    this.quiet = CompletableFuture.allOf(opened.exceptionally(failure -> null), drained);
    this.goOn = quiet.copy();
  }

  /**
   * Begins.
   *
   * @param patience how long the start and the requests may go on
   */
  void begin(Duration patience) {
    Runnable off = shop.alarms().after(patience, this::hurry);
    var _ =
        goOn.whenComplete((none, failure) -> {
          off.run();
          shop.hands().execute(this::finish);
        });
  }

  /** Waits no longer. May be called again, from any thread. */
  void hurry() {
    if (hurried.compareAndSet(false, true) && !goOn.isDone()) {
      var _ = shop.alarms().after(GRACE, this::kill); // first, whatever the other runs into
      worker.cutOff();
    }
  }

  private void kill() {
    AppInstance instance = worker.instanceIfAny();
    if (!goOn.isDone() && instance != null) {
      log.warn("{} is killed: code of the app does not end", worker);
      shop.hands().execute(instance::kill);
    }
    var _ = shop.alarms().after(AFTER_KILL, () -> goOn.complete(null));
  }

  private void finish() {
    AppInstance instance = worker.instanceIfAny();
    if (instance == null) {
      worker.ended(0, true);
      return;
    }
    boolean stopped = false;
    int zombies = 0;
    try {
      stopped = close(instance);
      cleanUp(instance);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the runner stops
    } catch (RuntimeException e) {
      log.error("{} could not be ended in order", worker, e);
    } finally {
      zombies = endThreads(instance);
      try {
        if (stopped) {
          instance.giveBack();
        }
      } finally {
        worker.ended(zombies, stopped);
      }
    }
  }

  /** Returns whether the bundle has stopped; if it stops later, all is given back then. */
  private boolean close(AppInstance instance) throws InterruptedException {
    if (opened.isDone() && !instance.isKilled()) {
      if (!Waiting.on(instance.lifecycles().terminate(), TELL_TIMEOUT)) {
        log.warn("{}: onTerminate does not return; it is not waited for", worker);
      }
    }
    CompletableFuture<Void> closed =
        CompletableFuture.runAsync(instance::close, instance.threads()::executeAside);
    if (Waiting.on(closed, STOP_TIMEOUT) || endedAfterKill(instance, closed)) {
      return true;
    }
    log.error("{}: its bundle does not stop; it stays until it does", worker);
    var _ = closed.thenRunAsync(instance::giveBack, shop.hands());
    return false;
  }

  private int endThreads(AppInstance instance) {
    try {
      instance.threads().stop();
      instance.kill(); // whatever of the app still runs somewhere, in virtual threads for example
      return countZombies(instance);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the runner stops
    } catch (RuntimeException e) {
      log.error("{}: its threads could not be ended in order", worker, e);
    }
    return 0;
  }

  private void cleanUp(AppInstance instance) throws InterruptedException {
    CompletableFuture<List<String>> cleaned =
        CompletableFuture.supplyAsync(instance::cleanUp, instance.threads()::executeAside);
    if (!Waiting.on(cleaned, CLEAN_UP_TIMEOUT)) {
      log.warn("{}: what it left behind could not be put in order in time", worker);
    } else if (!cleaned.isCompletedExceptionally() && !cleaned.join().isEmpty()) {
      log.info("{} left behind what its stop should have ended: {}", worker, cleaned.join());
    }
  }

  private boolean endedAfterKill(AppInstance instance, CompletableFuture<Void> closed)
      throws InterruptedException {
    log.warn(
        "{} is killed: its bundle does not stop within {} s", worker, STOP_TIMEOUT.toSeconds());
    instance.kill();
    return Waiting.on(closed, AFTER_KILL);
  }

  /** Threads have been told to end; what is left after a while is killed, and what is left then. */
  private int countZombies(AppInstance instance) throws InterruptedException {
    if (awaitThreads(instance, GRACE)) {
      return 0;
    }
    instance.kill();
    if (awaitThreads(instance, AFTER_KILL)) {
      return 0;
    }
    Set<Thread> living = instance.threads().living();
    for (Thread zombie : living) {
      log.warn(
          "{} is killed, but {} runs on, and nothing in a JVM can stop it: {}",
          worker,
          zombie.getName(),
          Stacks.of(zombie));
    }
    return living.size();
  }

  private static boolean awaitThreads(AppInstance instance, Duration limit)
      throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    for (Thread thread : instance.threads().living()) {
      long left = end - System.nanoTime();
      thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
    }
    return instance.threads().living().isEmpty();
  }
}
