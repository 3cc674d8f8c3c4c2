package dev.buntime.pipeline.internal;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The access that an app has to Jetty's own request and response, until it ends once and for all.
 *
 * <pre>
 * open ──commit──► committed
 *   └──────end───────┴──────► ended
 * </pre>
 *
 * <p>Whoever comes first wins: an app whose answer has begun cannot be answered for any more, and
 * an app whose access has ended can neither begin an answer nor go on with one. Jetty's objects are
 * touched only between {@link #enter} and {@link #leave}, for a moment and without running code of
 * the app; the end waits for those that are inside, on the thread of the last one. So nobody is
 * inside when what follows the end runs, nor ever after. Thread-safe, without locks.
 */
final class AppAccess {
  private static final int COMMITTED = 1 << 30;
  private static final int ENDED = 1 << 29;
  private static final int INSIDE = ENDED - 1;

  private final AtomicInteger state = new AtomicInteger();
  private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();

  /** What follows the end. */
  @FunctionalInterface
  interface Ending {
    /**
     * Runs once, when nobody is inside any more.
     *
     * @param committed whether the app's answer had begun
     */
    void ended(boolean committed);
  }

  /** Begins to use Jetty's objects; false if the access has ended, and then nothing is to leave. */
  boolean enter() {
    int before;
    do {
      before = state.get();
      if ((before & ENDED) != 0) {
        return false;
      }
    } while (!state.compareAndSet(before, before + 1));
    return true;
  }

  /** The counterpart of an {@link #enter} that returned true. */
  void leave() {
    int now = state.decrementAndGet();
    if ((now & ENDED) != 0 && (now & INSIDE) == 0) {
      finish(now);
    }
  }

  /**
   * The app's answer begins. To be called inside.
   *
   * @return whether this call began it; false if it has begun before or the access has ended
   */
  boolean commit() {
    int before;
    do {
      before = state.get();
      if ((before & (COMMITTED | ENDED)) != 0) {
        return false;
      }
    } while (!state.compareAndSet(before, before | COMMITTED));
    return true;
  }

  /**
   * Ends the access; what follows runs before this returns, or else on a thread that is inside, at
   * once when it leaves.
   *
   * @return whether this call ended it; if not, what should follow is forgotten
   */
  boolean end(Ending next) {
    if (!ending.compareAndSet(null, next)) {
      return false;
    }
    int before = state.getAndUpdate(known -> known | ENDED);
    if ((before & INSIDE) == 0) {
      finish(before);
    }
    return true;
  }

  boolean isCommitted() {
    return (state.get() & COMMITTED) != 0;
  }

  boolean isEnded() {
    return (state.get() & ENDED) != 0;
  }

  private void finish(int last) {
    Ending next = ending.get();
    if (next != null) {
      next.ended((last & COMMITTED) != 0);
    }
  }
}
