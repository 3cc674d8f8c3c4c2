package dev.buntime.plugins.internal;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Watches over a seat whose service is to come back: nobody waits for ever, and the seat goes when
 * it is clear that the service does not come back. Thread-safe.
 */
final class Vacancy implements Timed {
  /** How long requests wait for the next service; then they are refused. */
  static final Duration LIMIT = Duration.ofSeconds(10);

  /** How often it is asked whether it still comes back. */
  static final Duration LOOK = Duration.ofMillis(200);

  private final Seat seat;
  private final HookThreads threads;
  private final BooleanSupplier comeback;
  private final Supplier<String> why;
  private final Runnable end;
  private final long deadline;
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile long nextLook;

  /**
   * @param comeback tells whether the service is still to come back; may take a moment
   * @param why tells why it is not there, for a person
   * @param end takes the seat away
   */
  Vacancy(
      Seat seat,
      HookThreads threads,
      BooleanSupplier comeback,
      Supplier<String> why,
      Runnable end) {
    this.seat = seat;
    this.threads = threads;
    this.comeback = comeback;
    this.why = why;
    this.end = end;
    this.nextLook = threads.now() + LOOK.toNanos();
    this.deadline = threads.now() + LIMIT.toNanos();
  }

  @Override
  public void check(long now) {
    if (seat.isOver()) {
      threads.forget(this);
    } else if (now - nextLook >= 0 && looking.compareAndSet(false, true)) {
      threads.executeLate(() -> look(now - deadline >= 0));
    }
  }

  private void look(boolean late) {
    try {
      if (!comeback.getAsBoolean()) {
        threads.forget(this);
        end.run();
      } else if (late && seat.isVacant()) {
        seat.fail(
            "its component was made anew, and has not come back within "
                + LIMIT.toSeconds()
                + " s: "
                + why.get());
      }
    } finally {
      nextLook = threads.now() + LOOK.toNanos();
      looking.set(false);
    }
  }

  @Override
  public String toString() {
    return "the vacancy of " + seat;
  }
}
