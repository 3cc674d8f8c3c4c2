package dev.buntime.plugins.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All seats that there are, and the chain that is made of those in force. Whoever changes something
 * has the chain replaced; whoever has a request reads it. Thread-safe.
 */
final class Row {
  /** The order in which requests pass plugins. */
  private static final Comparator<Seat> ORDER =
      Comparator.comparingInt(Seat::ranking)
          .reversed()
          .thenComparingLong(seat -> seat.id().service());

  private final List<Seat> seats = new ArrayList<>(); // guarded by this
  private final List<Chain> former = new ArrayList<>(); // guarded by this
  private boolean stopped; // guarded by this
  private volatile Chain chain = Chain.EMPTY; // replaced whole, never edited

  /** The plugins in force at this moment. */
  Chain chain() {
    return chain;
  }

  /** All seats, taken or not. A snapshot. */
  synchronized List<Seat> seats() {
    return List.copyOf(seats);
  }

  /** One more seat, which nobody has taken yet. */
  synchronized void add(Seat seat) {
    seats.add(seat);
  }

  /** A seat is taken, or the order has changed. */
  synchronized void update() {
    if (stopped) {
      return;
    }
    Chain next = new Chain(inForce());
    if (next.seats().equals(chain.seats())) {
      return;
    }
    former.removeIf(each -> !each.isInUse());
    former.add(chain);
    chain = next;
  }

  /** Of each name the newest that is taken, in order. */
  private List<Seat> inForce() {
    Map<String, Seat> newest = new LinkedHashMap<>();
    seats.stream()
        .filter(Seat::isTaken)
        .sorted(Comparator.comparing(Seat::id, SeatId.BY_AGE))
        .forEach(seat -> newest.put(seat.name(), seat));
    return newest.values().stream().sorted(ORDER).toList();
  }

  /**
   * Takes a seat away. New requests do not come by it any more.
   *
   * @return chains through which requests may still do
   */
  synchronized List<Chain> remove(Seat seat) {
    seats.remove(seat);
    update();
    return former.stream().filter(each -> each.seats().contains(seat)).toList();
  }

  /**
   * From now on no plugin is in force.
   *
   * @return those that were, and behind them those that stood by, in order
   */
  synchronized List<Seat> stop() {
    List<Seat> last = new ArrayList<>(chain.seats());
    seats.stream().filter(Seat::isTaken).filter(seat -> !last.contains(seat)).forEach(last::add);
    chain = Chain.EMPTY;
    stopped = true;
    return last;
  }
}
