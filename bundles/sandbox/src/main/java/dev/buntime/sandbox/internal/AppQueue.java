package dev.buntime.sandbox.internal;

import dev.buntime.sandbox.AppThreads;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the platform has to tell an app and does not wait for: it runs on the app's threads, one
 * after the other, in the order in which it came. So an app has one thread busy with it at most,
 * however much there is. Thread-safe, without locks.
 */
final class AppQueue {
  private static final Logger log = LoggerFactory.getLogger(AppQueue.class);

  private final AppThreads threads;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger unfinished = new AtomicInteger();

  AppQueue(AppThreads threads) {
    this.threads = threads;
  }

  /** Has a task run soon; never, if the threads of the app have ended. */
  void add(Runnable task) {
    tasks.add(task);
    if (unfinished.getAndIncrement() == 0) {
      next();
    }
  }

  private void next() {
    try {
      threads.execute(this::run);
    } catch (RejectedExecutionException e) {
      log.debug("the threads of the app have ended before it could hear of an event", e);
    }
  }

  /** One task for each turn, so that others get threads of the app, too. */
  private void run() {
    try {
      tasks.remove().run();
    } catch (RuntimeException e) { // nobody waits for it
      log.warn("code of an app failed on an event", e);
    } finally {
      if (unfinished.decrementAndGet() > 0) {
        next();
      }
    }
  }
}
