package dev.buntime.sandbox.internal.guard;

import dev.buntime.catalog.LiveApp;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.osgi.framework.BundleReference;

/**
 * The platform threads of a worker: its pool's, and those that the app has started. Thread-safe.
 */
final class AppThreads {
  private final ThreadGroup group;
  private final Predicate<Thread> isPoolThread;

  AppThreads(ThreadGroup group, Predicate<Thread> isPoolThread) {
    this.group = group;
    this.isPoolThread = isPoolThread;
  }

  /**
   * Interrupts all threads of the worker; not a stranger that got into the group because a pool of
   * the platform made it on a thread of the worker.
   */
  void interruptAll() {
    threadsOf(group).stream().filter(thread -> !isStranger(thread)).forEach(Thread::interrupt);
  }

  /** Pools of the platform set the context class loader of their bundle. */
  private static boolean isStranger(Thread thread) {
    return thread.getContextClassLoader() instanceof BundleReference of
        && !LiveApp.isApp(of.getBundle());
  }

  /** Whether a thread is one that only the app can have made. */
  boolean isOwn(Thread thread) {
    return thread.isVirtual() || contains(thread);
  }

  /** Whether a thread is in the worker's group. */
  boolean contains(Thread thread) {
    ThreadGroup owner = thread.getThreadGroup(); // null once it has ended
    return owner != null && group.parentOf(owner);
  }

  /** The live threads that the app has started. */
  List<Thread> started() {
    return threadsOf(group).stream()
        .filter(thread -> !isPoolThread.test(thread) && !isStranger(thread))
        .filter(thread -> !thread.equals(Thread.currentThread()))
        .toList();
  }

  /** Waits until the app has no thread left, but no longer than that. */
  void awaitEnd(Duration patience) {
    Instant end = Instant.now().plus(patience);
    try {
      for (Thread thread : started()) {
        Duration left = Duration.between(Instant.now(), end);
        if (!left.isPositive() || !thread.join(left)) {
          return;
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** The live threads of a group and of the groups in it. */
  static List<Thread> threadsOf(ThreadGroup group) {
    Thread[] found = new Thread[group.activeCount() + 16];
    while (group.enumerate(found, true) == found.length) {
      found = new Thread[2 * found.length]; // it may not have been large enough
    }
    return Arrays.stream(found).filter(Objects::nonNull).toList();
  }
}
