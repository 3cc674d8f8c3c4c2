package dev.buntime.worker.internal;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Adds up what the threads of a worker have used, those that have ended included.
 *
 * <p>What an app's own thread uses between the last sample and its end is not counted; for threads
 * of the worker's pool everything is. Thread-safe.
 */
final class ThreadMeter {
  private static final ThreadMXBean THREADS =
      (ThreadMXBean) ManagementFactory.getThreadMXBean(); // every OpenJDK has this kind

  private final Map<Long, Usage> byThread = new ConcurrentHashMap<>();
  private Usage ended = Usage.NONE; // guarded by this; requests do not come here
  private long sampledNanos = System.nanoTime(); // guarded by this

  /**
   * What threads have used.
   *
   * @param cpuNanos CPU time, user and system
   * @param allocatedBytes bytes of all objects that were made
   */
  record Usage(long cpuNanos, long allocatedBytes) {
    static final Usage NONE = new Usage(0, 0);

    Usage plus(Usage other) {
      return new Usage(cpuNanos + other.cpuNanos, allocatedBytes + other.allocatedBytes);
    }
  }

  /** The current thread, one of the worker's, ends. */
  void sampleCurrent() {
    long thread = Thread.currentThread().threadId();
    byThread.put(
        thread,
        new Usage(THREADS.getCurrentThreadCpuTime(), THREADS.getCurrentThreadAllocatedBytes()));
  }

  /**
   * Takes stock of all living threads of the worker.
   *
   * @param nanoTime when they were looked for; of two looks that cross, the older one is forgotten,
   *     as threads that it does not know have not ended
   */
  synchronized void sample(Set<Thread> living, long nanoTime) {
    if (nanoTime - sampledNanos < 0) {
      return;
    }
    sampledNanos = nanoTime;
    Map<Long, Usage> gone = new HashMap<>(byThread);
    Set<Long> ids = living.stream().map(Thread::threadId).collect(Collectors.toSet());
    for (long thread : ids) {
      gone.remove(thread);
      Usage usage = of(thread);
      if (usage.cpuNanos() >= 0) {
        byThread.put(thread, usage);
      }
    }
    gone.forEach((thread, usage) -> {
      ended = ended.plus(usage);
      byThread.remove(thread);
    });
  }

  private static Usage of(long thread) {
    return new Usage(THREADS.getThreadCpuTime(thread), THREADS.getThreadAllocatedBytes(thread));
  }

  /** What all threads have used up to the last sample. */
  synchronized Usage total() {
    return byThread.values().stream().reduce(ended, Usage::plus);
  }
}
