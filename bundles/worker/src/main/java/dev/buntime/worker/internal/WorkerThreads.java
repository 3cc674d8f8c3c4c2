package dev.buntime.worker.internal;

import dev.buntime.sandbox.AppThreads;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/**
 * The platform threads of one worker, in a thread group of their own, so that threads which the app
 * makes can be told apart.
 *
 * <p>Jetty's pool, because it prefers an idle thread over a new one and lets idle ones go.
 */
final class WorkerThreads implements AppThreads {
  private static final int MAX_THREADS = 64;
  private static final int IDLE_TIMEOUT_MILLIS = 10_000;

  private final QueuedThreadPool pool;
  private final ThreadGroup group;
  private final ClassLoader classLoader;

  WorkerThreads(String workerId, Bundle bundle) {
    group = new ThreadGroup(workerId);
    classLoader = bundle.adapt(BundleWiring.class).getClassLoader();
    AtomicInteger numbers = new AtomicInteger();
    pool =
        new QueuedThreadPool(
            MAX_THREADS,
            0,
            IDLE_TIMEOUT_MILLIS,
            0,
            new LinkedBlockingQueue<>(),
            group,
            task -> {
              Thread thread = new Thread(group, task, workerId + "-" + numbers.incrementAndGet());
              thread.setDaemon(true); // no app keeps the JVM alive
              thread.setContextClassLoader(classLoader);
              return thread;
            });
    pool.setName(workerId);
    pool.setStopTimeout(0);
    try {
      pool.start();
    } catch (Exception e) {
      throw new IllegalStateException("threads of " + workerId + " do not start", e);
    }
  }

  @Override
  public void execute(Runnable task) {
    pool.execute(task);
  }

  /** Whether the current thread is in the worker's group; threads that the app made may be, too. */
  @Override
  public boolean ownsCurrentThread() {
    return group.equals(Thread.currentThread().getThreadGroup());
  }

  /** The app's class loader, which is the context class loader of the threads. */
  ClassLoader classLoader() {
    return classLoader;
  }

  /** Threads that are alive at the moment. */
  int live() {
    return pool.getThreads();
  }

  /**
   * Lets all threads end and interrupts those that are busy, threads that the app made in the group
   * included; does not wait for them.
   */
  void stop() {
    try {
      pool.stop();
    } catch (Exception e) {
      throw new IllegalStateException("threads of " + pool.getName() + " do not stop", e);
    }
    group.interrupt(); // with a stop timeout of 0 the pool itself wakes nobody
  }
}
