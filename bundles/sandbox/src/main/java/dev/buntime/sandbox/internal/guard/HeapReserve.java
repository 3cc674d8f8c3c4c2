package dev.buntime.sandbox.internal.guard;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What apps must leave of the heap that all share, so that whoever fills it meets the error before
 * anybody else does: the runner itself, and apps that ask for little.
 *
 * <p>A heap that seems full may be full of garbage. So before anything is refused the garbage is
 * collected, but not more often than a tenth of the time allows: an app that fills the heap again
 * and again must not stop all others for collections. Until the next one is allowed the app waits a
 * moment, for the JVM may collect by itself. Thread-safe.
 */
final class HeapReserve {
  private static final long MOST = 256L << 20;
  private static final int SHARE = 8;
  private static final int PAUSE_FACTOR = 9;
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final Heap heap;
  private final long bytes;
  private final ReentrantLock collecting = new ReentrantLock();
  private volatile long nextCollection;

  /** The heap of the JVM, as far as it matters here. */
  interface Heap {

    /** Bytes that it can grow to. */
    long size();

    /** Whether so many bytes are free, what is young and may die soon not counted as used. */
    boolean hasRoom(long bytes);

    /** Collects all garbage; returns when that is done. */
    void collect();

    /** A clock, in nanoseconds. */
    long nanoTime();

    /** Waits; less long if the current thread is interrupted. */
    void pause(long nanos);
  }

  /** Makes the reserve of a heap: an eighth of it, but at most 256 MiB. */
  HeapReserve(Heap heap) {
    this.heap = heap;
    bytes = Math.min(heap.size() / SHARE, MOST);
    nextCollection = heap.nanoTime();
  }

  /**
   * Lets an app make an array, or not. May wait for half a second, or for a collection.
   *
   * @param app its name
   * @param wanted bytes of the array
   * @throws OutOfMemoryError if it would leave less than the reserve
   */
  void admit(Object app, long wanted) {
    if (wanted > heap.size() - bytes || (!hasRoom(wanted) && !makeRoom(wanted))) {
      throw new OutOfMemoryError(
          "Java heap space: %s asked for an array of %d bytes, which would leave less than %d MiB for all others"
              .formatted(app, wanted, bytes >> 20));
    }
  }

  private boolean hasRoom(long wanted) {
    return heap.hasRoom(wanted + bytes);
  }

  private boolean makeRoom(long wanted) {
    long end = heap.nanoTime() + PATIENCE_NANOS;
    while (heap.nanoTime() - end < 0 && !Thread.currentThread().isInterrupted()) {
      if (heap.nanoTime() - nextCollection >= 0 && collecting.tryLock()) {
        try {
          collect();
        } finally {
          collecting.unlock();
        }
        return hasRoom(wanted);
      }
      heap.pause(LOOK_NANOS);
      if (hasRoom(wanted)) {
        return true;
      }
    }
    return false;
  }

  private void collect() {
    long begin = heap.nanoTime();
    heap.collect();
    long now = heap.nanoTime();
    nextCollection = now + PAUSE_FACTOR * (now - begin);
  }
}
