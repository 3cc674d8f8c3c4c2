package dev.buntime.management.internal.events;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who listens, and what waits to be sent to them: of {@code stats} the newest alone, and
 * never more than {@value #MOST} in all.
 *
 * <p>One thread at a time writes. It {@linkplain #next takes} what waits until it may {@linkplain
 * #rest rest}; whoever adds something to one that rests has it begin. At first it does not rest.
 * Thread-safe; its lock is held for moments.
 */
final class Subscriber {
  /** How much may wait: more than what is kept for those who come back. */
  static final int MOST = 2 * EventRing.MOST;

  private final Set<EventKind> kinds;
  private final LongSupplier nanos;
  private final Deque<Frame> waiting = new ArrayDeque<>(); // guarded by this
  private boolean resting; // guarded by this
  private long waitingSince; // guarded by this; nanoseconds
  private long addedAt; // guarded by this; nanoseconds

  /** What has become of something to be sent. */
  enum Offer {
    /** It waits. */
    WAITS,
    /** It waits, and somebody has to begin to write. */
    BEGIN,
    /** There is no place for it. */
    FULL
  }

  /**
   * @param kinds of events that they want
   * @param nanos tells the time
   */
  Subscriber(Set<EventKind> kinds, LongSupplier nanos) {
    this.kinds = Set.copyOf(kinds);
    this.nanos = nanos;
    this.addedAt = nanos.getAsLong();
  }

  /** Whether they want events of this kind. */
  boolean wants(@Nullable EventKind kind) {
    return kind == null || kinds.contains(kind);
  }

  /** Adds something to what waits. */
  synchronized Offer offer(Frame frame) {
    if (waiting.isEmpty()) {
      waitingSince = nanos.getAsLong();
    }
    if (frame.is(EventKind.STATS)) {
      waiting.removeIf(each -> each.is(EventKind.STATS));
    }
    if (waiting.size() >= MOST) {
      return Offer.FULL;
    }
    waiting.add(frame);
    addedAt = nanos.getAsLong();
    if (!resting) {
      return Offer.WAITS;
    }
    resting = false;
    return Offer.BEGIN;
  }

  /** Takes what is to be sent next; null if nothing waits. */
  synchronized @Nullable Frame next() {
    waitingSince = nanos.getAsLong();
    return waiting.poll();
  }

  /** Whether whoever writes may stop, because nothing waits. */
  synchronized boolean rest() {
    resting = waiting.isEmpty();
    return resting;
  }

  /** How much waits. */
  synchronized int size() {
    return waiting.size();
  }

  /** Whether something waits and nothing has been taken for this long. */
  synchronized boolean isStalledFor(Duration time) {
    return !waiting.isEmpty() && nanos.getAsLong() - waitingSince >= time.toNanos();
  }

  /** Whether nothing waits and nothing was added for this long. */
  synchronized boolean isQuietFor(Duration time) {
    return waiting.isEmpty() && nanos.getAsLong() - addedAt >= time.toNanos();
  }
}
