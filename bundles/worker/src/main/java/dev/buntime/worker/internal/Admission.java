package dev.buntime.worker.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The door of a worker: so many requests run, so many wait, no more come in; and it can be closed.
 *
 * <p>Both counts and the door are one number, so that every request is either counted before the
 * door closes or does not get in. Thread-safe, without locks.
 */
final class Admission {
  /*
   * The number: bit 63 is set when the door is closed, bits 32 to 62 count who waits, bits 0 to 31
   * who runs. Whoever takes one off the count of those who wait owns the head of the queue. The head
   * may be missing for the moment between "counted" and "queued" of another thread; it is worth a
   * spin.
   */
  private static final long CLOSED = Long.MIN_VALUE;
  private static final long ONE_WAITS = 1L << 32;
  private static final long RUNNING = ONE_WAITS - 1;

  private final int maxRunning;
  private final int maxWaiting;
  private final AtomicLong state = new AtomicLong();
  private final ConcurrentLinkedQueue<Waiter> queue = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<Void> drained = new CompletableFuture<>();

  /** What became of a request at the door. */
  enum Answer {
    /** It may run, and has to {@link #leave}. */
    RUN,
    /** It waits until its waiter is told. */
    WAIT,
    /** As many run and wait as may. */
    FULL,
    /** Nobody gets in any more. */
    CLOSED
  }

  /** A request that waits. */
  interface Waiter {

    /**
     * Its turn has come.
     *
     * @return false if it does not want to run any more; then it need not leave
     */
    boolean admit();

    /** The door has closed while it waited. */
    void expel();
  }

  /**
   * @param maxRunning at least 1
   * @param maxWaiting at least 0
   */
  Admission(int maxRunning, int maxWaiting) {
    this.maxRunning = maxRunning;
    this.maxWaiting = maxWaiting;
  }

  /** Lets a request in, has it wait, or sends it away. */
  Answer enter(Waiter waiter) {
    while (true) {
      long now = state.get();
      if (now < 0) {
        return Answer.CLOSED;
      }
      if (waiting(now) == 0 && running(now) < maxRunning) {
        if (state.compareAndSet(now, now + 1)) {
          return Answer.RUN;
        }
      } else if (waiting(now) >= maxWaiting) {
        return Answer.FULL;
      } else if (state.compareAndSet(now, now + ONE_WAITS)) {
        queue.add(waiter);
        return Answer.WAIT;
      }
    }
  }

  /** A request that ran is over; the next one that waits takes its place. */
  void leave() {
    while (true) {
      long now = state.get();
      if (waiting(now) > 0) {
        if (state.compareAndSet(now, now - ONE_WAITS) && head().admit()) {
          return;
        }
      } else if (state.compareAndSet(now, now - 1)) {
        completeIfDrained(now - 1);
        return;
      }
    }
  }

  /** Requests that run. */
  int inFlight() {
    return running(state.get());
  }

  /** Requests that wait, those included that gave up. */
  int queued() {
    return waiting(state.get());
  }

  /**
   * Closes the door for good and expels all who wait.
   *
   * @return completes when the last request has left, on the thread that it left on
   */
  CompletableFuture<Void> close() {
    state.getAndUpdate(now -> now | CLOSED);
    while (true) {
      long now = state.get();
      if (waiting(now) == 0) {
        completeIfDrained(now);
        return drained;
      }
      if (state.compareAndSet(now, now - ONE_WAITS)) {
        head().expel();
      }
    }
  }

  private void completeIfDrained(long now) {
    if (now == CLOSED) {
      drained.complete(null);
    }
  }

  private Waiter head() {
    Waiter head = queue.poll();
    while (head == null) {
      Thread.onSpinWait();
      head = queue.poll();
    }
    return head;
  }

  private static int running(long state) {
    return (int) (state & RUNNING);
  }

  private static int waiting(long state) {
    return (int) ((state & ~CLOSED) >>> 32);
  }
}
