package dev.buntime.worker.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the requests of a worker and closes its door.
 *
 * <p>Count and door are one number, so that a request either got in before the door closed and is
 * waited for, or did not get in. Thread-safe, without locks.
 */
final class Admission {
  private static final int CLOSED = Integer.MIN_VALUE;

  private final AtomicInteger count = new AtomicInteger();
  private final CompletableFuture<Void> drained = new CompletableFuture<>();

  /** Lets a request in. Returns false if the door is closed. */
  boolean enter() {
    int before;
    do {
      before = count.get();
      if (before < 0) {
        return false;
      }
    } while (!count.compareAndSet(before, before + 1));
    return true;
  }

  /** A request that was let in is answered. */
  void leave() {
    if (count.decrementAndGet() == CLOSED) {
      drained.complete(null);
    }
  }

  /** Requests that are not answered yet. */
  int inFlight() {
    return count.get() & ~CLOSED;
  }

  /**
   * Closes the door for good.
   *
   * @return completes when the last request has left, on the thread that it left on
   */
  CompletableFuture<Void> close() {
    int before = count.getAndUpdate(value -> value | CLOSED);
    if (before == 0) {
      drained.complete(null);
    }
    return drained;
  }
}
