package dev.buntime.worker.internal;

import dev.buntime.catalog.LiveApp;
import dev.buntime.log.LogOwner;
import dev.buntime.log.LogSource;
import dev.buntime.log.LogSources;
import dev.buntime.sandbox.AppThreads;
import dev.buntime.sandbox.ThreadOwner;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleReference;
import org.osgi.framework.wiring.BundleWiring;

/**
 * The platform threads of one worker, in a thread group of their own, so that threads which the app
 * makes can be told apart.
 *
 * <p>Jetty's pool, because it prefers an idle thread over a new one and lets idle ones go.
 */
final class WorkerThreads implements AppThreads {
  private static final int IDLE_TIMEOUT_MILLIS = 10_000;

  private final QueuedThreadPool pool;
  private final ThreadPoolExecutor signals;
  private final Group group;
  private final ClassLoader classLoader;
  private final Set<Long> bundles = ConcurrentHashMap.newKeySet();
  private final AtomicInteger asides = new AtomicInteger();
  private final ThreadMeter meter = new ThreadMeter();
  private final Set<WorkerThread> own = ConcurrentHashMap.newKeySet();

  /**
   * @param most threads that there may be at a time, at least 1
   * @param onUncaught hears what a thread of the group ended with that nobody caught
   */
  WorkerThreads(String workerId, Bundle bundle, int most, Consumer<Throwable> onUncaught) {
    group = new Group(workerId, onUncaught);
    cover(bundle);
    classLoader = bundle.adapt(BundleWiring.class).getClassLoader();
    AtomicInteger numbers = new AtomicInteger();
    pool =
        new QueuedThreadPool(
            most,
            0,
            IDLE_TIMEOUT_MILLIS,
            0,
            new LinkedBlockingQueue<>(),
            group,
            task -> newThread(task, workerId + "-" + numbers.incrementAndGet()));
    AtomicInteger signalNumbers = new AtomicInteger();
    signals =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_TIMEOUT_MILLIS,
            TimeUnit.MILLISECONDS,
            new SynchronousQueue<>(),
            task -> newThread(task, workerId + "-signal-" + signalNumbers.incrementAndGet()));
    pool.setName(workerId);
    pool.setStopTimeout(0);
    try {
      pool.start();
    } catch (Exception e) {
      throw new IllegalStateException("threads of " + workerId + " do not start", e);
    }
  }

  /** Has what a bundle logs be of this worker, whatever the thread. */
  final void cover(Bundle bundle) {
    bundles.add(bundle.getBundleId());
    LogSources.put(bundle.getBundleId(), group.logSource());
  }

  private WorkerThread newThread(Runnable task, String name) {
    WorkerThread thread = new WorkerThread(group, task, name, group.logSource(), this::ended);
    thread.setContextClassLoader(classLoader);
    own.add(thread);
    return thread;
  }

  private void ended() {
    meter.sampleCurrent();
    own.remove(Thread.currentThread());
  }

  @Override
  public void execute(Runnable task) {
    pool.execute(task);
  }

  /**
   * Runs a task on a thread of its own: the start and the end of a worker must not wait for
   * requests that fill the pool.
   */
  void executeAside(Runnable task) {
    newThread(task, pool.getName() + "-life-" + asides.incrementAndGet()).start();
  }

  /** Runs a task for an owner, for whom its thread can be found and interrupted. */
  void execute(Object owner, Runnable task) {
    pool.execute(() -> ((WorkerThread) Thread.currentThread()).serve(owner, task));
  }

  /**
   * Runs for an owner what threads of the pool may be waiting for. It does not wait for one of
   * them; so there may be as many more threads as there are such tasks at a time.
   */
  void signal(Object owner, Runnable task) {
    signals.execute(() -> ((WorkerThread) Thread.currentThread()).serve(owner, task));
  }

  /** Interrupts the threads that run for an owner at the moment. */
  void interrupt(Object owner) {
    own.forEach(thread -> thread.interruptIf(owner));
  }

  /** The threads that run for an owner at the moment. */
  Set<Thread> serving(Object owner) {
    return own.stream().filter(thread -> thread.isServing(owner)).collect(Collectors.toSet());
  }

  /**
   * Whether the current thread is in the worker's group, or in a group of the app below it: threads
   * that the app made may be, too. A virtual thread has no group; it is the app's if it has its
   * context class loader, which it inherits.
   */
  @Override
  public boolean ownsCurrentThread() {
    Thread here = Thread.currentThread();
    return here.isVirtual()
        ? classLoader.equals(here.getContextClassLoader())
        : group.equals(groupOf(here));
  }

  /** The group that all platform threads of the worker are in. */
  ThreadGroup group() {
    return group;
  }

  /** The app's class loader, which is the context class loader of the threads. */
  ClassLoader classLoader() {
    return classLoader;
  }

  /**
   * All platform threads of the worker that are alive at the moment, the app's own included; not
   * those that are the platform's.
   */
  Set<Thread> living() {
    return living(LivingThreads.now());
  }

  /** The same, of a look that was taken for many workers. */
  Set<Thread> living(LivingThreads all) {
    return all.of(group);
  }

  /** The group of the worker that a thread is in, or in a group of the app below it. */
  static @Nullable ThreadGroup groupOf(Thread thread) {
    ThreadGroup group = thread.getThreadGroup(); // null if it has ended
    while (group != null && !(group instanceof Group)) {
      group = group.getParent();
    }
    return group;
  }

  /**
   * Whose a thread of the group is. Pools of the platform set the context class loader of their
   * bundle.
   */
  static ThreadOwner ownerOf(Thread thread) {
    if (thread instanceof WorkerThread) {
      return ThreadOwner.WORKER;
    }
    return thread.getContextClassLoader() instanceof BundleReference of
            && !LiveApp.isApp(of.getBundle())
        ? ThreadOwner.PLATFORM
        : ThreadOwner.APP;
  }

  /** Takes stock of what the threads use; not on the way of a request. */
  void sample(LivingThreads all) {
    meter.sample(living(all), all.nanoTime());
  }

  /** What the threads have used up to the last {@link #sample(LivingThreads)}. */
  ThreadMeter.Usage usage() {
    return meter.total();
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
    signals.shutdown();
    living().forEach(Thread::interrupt); // with a stop timeout of 0 the pool itself wakes nobody
  }

  /**
   * Forgets the worker. The group itself may stay for long: a stranger in it keeps it, and so would
   * keep the app.
   */
  void forget() {
    group.onUncaught = failure -> {};
    bundles.forEach(LogSources::remove);
  }

  /** Hears what threads end with, the app's own included. */
  private static final class Group extends ThreadGroup implements LogOwner {
    private final LogSource source;
    private volatile Consumer<Throwable> onUncaught;

    Group(String name, Consumer<Throwable> onUncaught) {
      super(name);
      this.source = LogSource.ofWorker(name);
      this.onUncaught = onUncaught;
    }

    @Override
    public LogSource logSource() {
      return source;
    }

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
      onUncaught.accept(failure);
    }
  }
}
