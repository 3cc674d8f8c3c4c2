package dev.buntime.sandbox.internal.guard;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts the calls of an app that were waited for in vain and have not returned. Thread-safe. */
final class Overdue {
  private final AtomicInteger pending = new AtomicInteger();

  /** Whether there is one. */
  boolean isPending() {
    return pending.get() > 0;
  }

  /** A call begins. */
  Call begin() {
    return new Call();
  }

  /** One call. */
  final class Call {
    private boolean isLate; // guarded by this, like the other
    private boolean hasReturned;

    /** Nobody waits for it any more. */
    synchronized void isLate() {
      isLate = true;
      if (!hasReturned) {
        pending.incrementAndGet();
      }
    }

    /** It has returned. */
    synchronized void returned() {
      hasReturned = true;
      if (isLate) {
        pending.decrementAndGet();
      }
    }
  }
}
