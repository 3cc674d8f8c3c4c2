package dev.buntime.pipeline.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Counts who is inside and can be held, so that nobody else comes in until it is let go.
 * Thread-safe.
 */
final class Turnstile {
  private final Duration patience;
  private final List<CompletableFuture<Void>> waiting = new ArrayList<>(); // guarded by this
  private int inside; // guarded by this
  private int holds; // guarded by this

  /**
   * @param patience how long somebody waits to come in
   */
  Turnstile(Duration patience) {
    this.patience = patience;
  }

  /**
   * Goes in, now or when nobody holds it any more.
   *
   * @return completes when that has happened, and {@link #leave} has to follow; or with a {@link
   *     java.util.concurrent.TimeoutException}, on a thread that must not be kept
   */
  synchronized CompletableFuture<Void> enter() {
    if (holds == 0) {
      inside++;
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> entry = new CompletableFuture<>();
    waiting.add(entry);
    return entry.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Goes out. */
  synchronized void leave() {
    inside--;
    if (inside == 0) {
      notifyAll();
    }
  }

  /**
   * Lets nobody in and waits until nobody is inside.
   *
   * @return false if somebody still was after the limit; it is held all the same
   * @throws InterruptedException if the thread is interrupted; it is not held then
   */
  boolean hold(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    try {
      synchronized (this) {
        holds++;
        for (long left = limit.toNanos(); inside > 0 && left > 0; ) {
          TimeUnit.NANOSECONDS.timedWait(this, left);
          left = deadline - System.nanoTime();
        }
        return inside == 0;
      }
    } catch (InterruptedException e) {
      release();
      throw e;
    }
  }

  /** Lets those in who wait, once everybody who held it has let go. */
  void release() {
    for (CompletableFuture<Void> entry : letIn()) {
      if (!entry.complete(null)) {
        leave(); // it has lost patience
      }
    }
  }

  private synchronized List<CompletableFuture<Void>> letIn() {
    holds--;
    if (holds > 0) {
      return List.of();
    }
    List<CompletableFuture<Void>> all = List.copyOf(waiting);
    waiting.clear();
    inside += all.size();
    return all;
  }
}
