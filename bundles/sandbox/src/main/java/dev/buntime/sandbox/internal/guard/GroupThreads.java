package dev.buntime.sandbox.internal.guard;

import dev.buntime.sandbox.ThreadOwner;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** The platform threads in the thread group of a worker. Thread-safe. */
final class GroupThreads {
  private final ThreadGroup group;
  private final Function<Thread, ThreadOwner> ownerOf;

  GroupThreads(ThreadGroup group, Function<Thread, ThreadOwner> ownerOf) {
    this.group = group;
    this.ownerOf = ownerOf;
  }

  /** Interrupts those that run code of the app. */
  void interruptAll() {
    threadsOf(group).stream()
        .filter(thread -> ownerOf.apply(thread) != ThreadOwner.PLATFORM)
        .forEach(Thread::interrupt);
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
        .filter(thread -> ownerOf.apply(thread) == ThreadOwner.APP)
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
