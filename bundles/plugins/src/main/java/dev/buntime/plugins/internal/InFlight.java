package dev.buntime.plugins.internal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts what is under way, and lets whoever wants it to end wait until nothing is. Thread-safe,
 * without locks.
 */
final class InFlight {
  private static final int WANTED = 1 << 30;

  private final AtomicInteger count = new AtomicInteger();
  private final CountDownLatch quiet = new CountDownLatch(1);

  /** One more. */
  void enter() {
    count.incrementAndGet();
  }

  /** One less; the counterpart of {@link #enter}. */
  void leave() {
    if (count.decrementAndGet() == WANTED) {
      quiet.countDown();
    }
  }

  int count() {
    return count.get() & ~WANTED;
  }

  /**
   * Waits until nothing was under way at one moment; to be called when nothing new is to come.
   *
   * @return false if the time was over first
   */
  boolean await(long nanos) throws InterruptedException {
    if (count.getAndUpdate(known -> known | WANTED) == 0) {
      quiet.countDown();
    }
    return quiet.await(nanos, TimeUnit.NANOSECONDS);
  }
}
