package dev.buntime.worker.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The door of a worker: so many requests run, so many wait, no more come in; and it can be closed.
 *
 * <p>Both counts and the door are one number, so that every request is either counted before the
 * door closes or does not get in. Thread-safe, without locks.
 */
final class Admission {
  /*
   * The number: bit 63 is set when the door is closed, bits 32 to 62 count who waits, bits 0 to 31
   * who runs. Who waits is in the queue, too, and may be wanted by several at a time: by those who
   * leave, because a place is free; by the one who closes the door; and by the one whose patience is
   * over. Whoever takes the waiter first takes it off the count, and only then tells it. So the
   * count is never lower than there are waiters, and as long as somebody waits nobody gives a place
   * up: whoever leaves hands it on. The queue may look empty although somebody is counted, for the
   * moment between two steps of another thread; it is worth a spin.
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

  /** A request that waits. It is told once what became of it. */
  abstract static class Waiter {
    private enum Stage {
      NEW,
      QUEUED,
      TAKEN
    }

    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.NEW);

    /** Its turn has come: it may run, and has to leave. */
    abstract void admit();

    /** The door has closed while it waited. */
    abstract void expel();

    private void queued() {
      stage.compareAndSet(Stage.NEW, Stage.QUEUED); // unless it is taken already
    }

    private boolean take() {
      return stage.getAndSet(Stage.TAKEN) != Stage.TAKEN;
    }

    private boolean takeIfQueued() {
      return stage.compareAndSet(Stage.QUEUED, Stage.TAKEN);
    }
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
        waiter.queued();
        return Answer.WAIT;
      }
    }
  }

  /** A request that ran is over; the next one that waits takes its place. */
  void leave() {
    while (true) {
      long now = state.get();
      if (waiting(now) == 0) {
        if (state.compareAndSet(now, now - 1)) {
          completeIfDrained(now - 1);
          return;
        }
      } else {
        Waiter next = takeNext();
        if (next != null) {
          next.admit();
          return;
        }
      }
    }
  }

  /**
   * A request does not wait any longer.
   *
   * @return whether it waited; if not, its turn has come, or it is only just coming
   */
  boolean withdraw(Waiter waiter) {
    if (!waiter.takeIfQueued()) {
      return false;
    }
    queue.remove(waiter);
    state.addAndGet(-ONE_WAITS);
    return true;
  }

  /** Requests that run. */
  int inFlight() {
    return running(state.get());
  }

  /** Requests that wait. */
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
      Waiter next = takeNext();
      if (next != null) {
        next.expel();
      }
    }
  }

  /** Takes the one that has waited longest; null if somebody else did. */
  private @Nullable Waiter takeNext() {
    Waiter next = queue.poll();
    if (next == null) {
      Thread.onSpinWait();
      return null;
    }
    if (!next.take()) {
      return null;
    }
    state.addAndGet(-ONE_WAITS);
    return next;
  }

  private void completeIfDrained(long now) {
    if (now == CLOSED) {
      drained.complete(null);
    }
  }

  private static int running(long state) {
    return (int) (state & RUNNING);
  }

  private static int waiting(long state) {
    return (int) ((state & ~CLOSED) >>> 32);
  }
}
