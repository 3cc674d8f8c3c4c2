package dev.buntime.worker.internal;

import dev.buntime.sandbox.ThreadOwner;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The platform threads of all workers that were alive at one moment, those that apps made included;
 * not those that are the platform's.
 *
 * <p>A thread group can only be asked for its threads at the price of a look at all threads of the
 * JVM, so whoever asks for many workers takes one look for all. A snapshot; not to be kept, as it
 * holds the threads. Thread-safe.
 */
final class LivingThreads {
  /** No look at all, for figures without threads. */
  static final LivingThreads NONE = new LivingThreads(System.nanoTime(), Map.of());

  private static final int ROOM = 64; // for threads that begin meanwhile

  private final long nanoTime;
  private final Map<ThreadGroup, Set<Thread>> byWorker;

  private LivingThreads(long nanoTime, Map<ThreadGroup, Set<Thread>> byWorker) {
    this.nanoTime = nanoTime;
    this.byWorker = byWorker;
  }

  /** Takes the look. */
  static LivingThreads now() {
    long nanoTime = System.nanoTime();
    Map<ThreadGroup, Set<Thread>> byWorker = new HashMap<>();
    for (Thread thread : all()) {
      ThreadGroup group = WorkerThreads.groupOf(thread);
      if (group != null && WorkerThreads.ownerOf(thread) != ThreadOwner.PLATFORM) {
        byWorker.computeIfAbsent(group, _ -> new HashSet<>()).add(thread);
      }
    }
    return new LivingThreads(nanoTime, byWorker);
  }

  /** All platform threads of the JVM. */
  private static Thread[] all() {
    ThreadGroup root = Thread.currentThread().getThreadGroup();
    while (root.getParent() != null) {
      root = root.getParent();
    }
    Thread[] threads = new Thread[root.activeCount() + ROOM];
    int count = root.enumerate(threads);
    while (count == threads.length) { // there may be more that did not fit
      threads = new Thread[2 * count];
      count = root.enumerate(threads);
    }
    return Arrays.copyOf(threads, count);
  }

  /** The {@link System#nanoTime} at which the look began. */
  long nanoTime() {
    return nanoTime;
  }

  /** Those of the worker with this group. */
  Set<Thread> of(ThreadGroup worker) {
    return byWorker.getOrDefault(worker, Set.of());
  }
}
