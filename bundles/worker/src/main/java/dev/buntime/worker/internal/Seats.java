package dev.buntime.worker.internal;

import dev.buntime.versions.AppVersion;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The seats of the pool, one for each live worker, and the requests that wait for one. Thread-safe,
 * without locks.
 */
final class Seats {
  private final AtomicInteger taken = new AtomicInteger();
  private final ConcurrentLinkedQueue<Wait> waiting = new ConcurrentLinkedQueue<>();
  private volatile PoolLimits limits; // replaced whole

  /**
   * A request that waits for a seat.
   *
   * @param id the version that it asks for
   * @param since value of the ticker when it began to wait
   * @param turn completes when it should try again
   */
  record Wait(AppVersion id, long since, CompletableFuture<Boolean> turn) {}

  Seats(PoolLimits limits) {
    this.limits = limits;
  }

  /**
   * Takes other limits. Seats that are taken stay taken; for each that is free now, the request
   * that has waited longest may try.
   */
  void limit(PoolLimits next) {
    limits = next;
    for (int free = next.size() - taken.get(); free > 0; free--) {
      callNext();
    }
  }

  /** Whether more seats are taken than there are. */
  boolean isCrowded() {
    return taken.get() > limits.size();
  }

  /** Sends all away that wait. */
  void dismiss() {
    for (Wait next = waiting.poll(); next != null; next = waiting.poll()) {
      next.turn().complete(false);
    }
  }

  int size() {
    return limits.size();
  }

  int taken() {
    return taken.get();
  }

  int waiting() {
    return waiting.size();
  }

  /** Takes a seat. Returns false if there is none. */
  boolean take() {
    int now;
    do {
      now = taken.get();
      if (now >= limits.size()) {
        return false;
      }
    } while (!taken.compareAndSet(now, now + 1));
    return true;
  }

  /** Takes a seat, even if there is none: a worker that is there has to have one. */
  void force() {
    taken.incrementAndGet();
  }

  /** Gives a seat back, and lets the next request try. */
  void give() {
    taken.decrementAndGet();
    callNext();
  }

  /**
   * Waits for a seat.
   *
   * @param id the version that is asked for
   * @param since value of the ticker when the request began to wait, this time or before
   * @return completes with true when it should try again, with false when it has waited too long
   */
  CompletableFuture<Boolean> await(AppVersion id, long since) {
    Wait wait = new Wait(id, since, new CompletableFuture<>());
    waiting.add(wait);
    return wait.turn();
  }

  /** Whether a request waits. */
  boolean isWanted() {
    return !waiting.isEmpty();
  }

  /** Lets the request try that has waited longest. */
  void callNext() {
    @Nullable Wait next = waiting.poll();
    if (next != null) {
      next.turn().complete(true);
    }
  }

  /** Lets all requests for a version try: it has a seat. */
  void call(AppVersion id) {
    for (Iterator<Wait> each = waiting.iterator(); each.hasNext(); ) {
      Wait wait = each.next();
      if (wait.id().equals(id)) {
        each.remove();
        wait.turn().complete(true);
      }
    }
  }

  /** Sends those away that have waited too long. */
  void expire(long now) {
    long patience = limits.patience().toNanos();
    for (Iterator<Wait> each = waiting.iterator(); each.hasNext(); ) {
      Wait wait = each.next();
      if (now - wait.since() >= patience) {
        each.remove();
        wait.turn().complete(false);
      }
    }
  }
}
