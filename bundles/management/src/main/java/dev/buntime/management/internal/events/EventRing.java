package dev.buntime.management.internal.events;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The newest events, for clients that come back. For one thread. */
final class EventRing {
  /** How many it keeps at most. */
  static final int MOST = 1_000;

  /** How many bytes it keeps at most. */
  static final int MOST_BYTES = 1 << 20;

  private final Deque<Frame> frames = new ArrayDeque<>();
  private int bytes;
  private long forgotten;

  /** Keeps an event, and forgets the oldest ones if there is no place for it. */
  void add(Frame frame) {
    frames.add(frame);
    bytes += frame.size();
    while (frames.size() > MOST || bytes > MOST_BYTES) {
      Frame oldest = frames.remove();
      bytes -= oldest.size();
      forgotten = oldest.number();
    }
  }

  /** Forgets all, as an event with this number was lost. */
  void forget(long number) {
    frames.clear();
    bytes = 0;
    forgotten = number;
  }

  /** All events after that with this number, in order; empty if some are not there any more. */
  Optional<List<Frame>> after(long number) {
    return number < forgotten
        ? Optional.empty()
        : Optional.of(frames.stream().filter(each -> each.number() > number).toList());
  }
}
