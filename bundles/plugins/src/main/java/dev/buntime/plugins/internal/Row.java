package dev.buntime.plugins.internal;

import dev.buntime.plugins.Use;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

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
  private final Set<Long> retired = new HashSet<>(); // bundles; guarded by this
  private List<String> required = List.of(); // guarded by this; replaced whole
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
    if (retired.contains(seat.id().bundle())) {
      seat.retire(); // its component was made anew
    }
  }

  /** A seat is taken, or the order has changed. */
  synchronized void update() {
    if (stopped) {
      return;
    }
    Chain next = new Chain(inForce(), required);
    if (next.seats().equals(chain.seats()) && next.required().equals(chain.required())) {
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
    return former(seat);
  }

  private List<Chain> former(Seat seat) {
    return former.stream().filter(each -> each.comesBy(seat)).toList();
  }

  /** Other plugins are required from now on. */
  synchronized void require(List<String> names) {
    required = List.copyOf(names);
    update();
  }

  /**
   * Whoever waits at a seat of this name for the next service has it now, if there is one in force.
   */
  synchronized void handOver(String name) {
    Seat next = chain.seat(name);
    if (next == null || !next.isActive()) {
      return;
    }
    List<Seat> orphans = orphans(name);
    orphans.forEach(each -> each.succeed(next));
    seats.removeAll(orphans);
  }

  /** The seats of this name whose service is to come back. */
  synchronized List<Seat> orphans(String name) {
    return seats.stream().filter(each -> each.name().equals(name) && each.isOrphan()).toList();
  }

  /** Whether a seat is in force, well or not. */
  boolean isInForce(Seat seat) {
    return seat.equals(chain.seat(seat.name()));
  }

  /** Takes the seats of a bundle out of force; requests that are under way still come by them. */
  synchronized void retire(long bundle) {
    retired.removeIf(each -> of(each).findAny().isEmpty());
    retired.add(bundle);
    List<Seat> all = of(bundle).toList();
    all.forEach(Seat::retire);
    update();
    all.forEach(seat -> handOver(seat.name()));
  }

  private Stream<Seat> of(long bundle) {
    return seats.stream().filter(seat -> seat.id().bundle() == bundle);
  }

  /** Who still has seats of a bundle on the way. */
  synchronized Use use(long bundle) {
    List<Seat> all = of(bundle).toList();
    int requests =
        former.stream()
            .filter(each -> all.stream().anyMatch(each::comesBy))
            .mapToInt(each -> Math.max(each.requests().count(), each.answers().count()))
            .sum();
    int bodies =
        all.stream()
            .flatMap(seat -> Stream.concat(Stream.of(seat), seat.forebears().stream()))
            .mapToInt(seat -> seat.transforms.count())
            .sum();
    return new Use(requests, bodies);
  }

  /**
   * From now on no plugin is in force.
   *
   * @return those that were, and behind them those that stood by, in order
   */
  synchronized List<Seat> stop() {
    List<Seat> last = new ArrayList<>(chain.seats());
    seats.stream().filter(Seat::isPassed).filter(seat -> !last.contains(seat)).forEach(last::add);
    chain = Chain.EMPTY;
    stopped = true;
    return last;
  }

  synchronized boolean isStopped() {
    return stopped;
  }
}
