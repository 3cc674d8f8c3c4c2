package dev.buntime.plugins.internal;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The plugins in force at one moment, in order. It never changes; it is replaced whole, and a
 * request keeps the one that it began with.
 */
final class Chain {
  static final Chain EMPTY = new Chain(List.of(), List.of());

  private final List<Seat> seats;
  private final List<String> required;
  private final Map<String, Seat> byName;
  private final List<Seat> hearRequests;
  private final List<Seat> hearAnswers;
  private final InFlight requests = new InFlight();
  private final InFlight answers = new InFlight();

  /**
   * @param seats in the order in which requests pass them
   * @param required names of the plugins without which nobody may be served
   */
  Chain(List<Seat> seats, List<String> required) {
    this.seats = List.copyOf(seats);
    this.required = List.copyOf(required);
    this.byName =
        seats.stream().collect(Collectors.toUnmodifiableMap(Seat::name, Function.identity()));
    this.hearRequests = seats.stream().filter(seat -> seat.hears(Hook.REQUEST)).toList();
    this.hearAnswers = seats.reversed().stream().filter(seat -> seat.hears(Hook.RESPONSE)).toList();
  }

  /** All plugins, in the order in which requests pass them. */
  List<Seat> seats() {
    return seats;
  }

  /** The plugin of this name; null if it is not in force. */
  @Nullable Seat seat(String name) {
    return byName.get(name);
  }

  List<String> required() {
    return required;
  }

  /** Names of the required plugins that are not in it, or not well. */
  List<String> awaited() {
    return required.isEmpty()
        ? required
        : required.stream().filter(name -> !isWell(seat(name))).toList();
  }

  private static boolean isWell(@Nullable Seat seat) {
    return seat != null && seat.incumbent().isWell();
  }

  /** Whether requests that have it come by a seat. */
  boolean comesBy(Seat seat) {
    return seats.stream().anyMatch(each -> each.incumbent().equals(seat));
  }

  /** Those that see requests, in order. */
  List<Seat> hearRequests() {
    return hearRequests;
  }

  /** Those that see answers, in order, the last one first. */
  List<Seat> hearAnswers() {
    return hearAnswers;
  }

  /** Whether no plugin sees anything of requests. */
  boolean isQuiet() {
    return hearRequests.isEmpty() && hearAnswers.isEmpty();
  }

  /** Requests that plugins may still be asked about. */
  InFlight requests() {
    return requests;
  }

  /** Requests whose answers plugins may still be shown. */
  InFlight answers() {
    return answers;
  }

  /**
   * Waits until no request calls a plugin through this chain any more; to be called when it is not
   * in force any more.
   *
   * @param deadline in {@link System#nanoTime}
   * @return false if the time was over first
   */
  boolean awaitEnd(Seat seat, long deadline) throws InterruptedException {
    return requests.await(deadline - System.nanoTime())
        && (!seat.hears(Hook.RESPONSE) || answers.await(deadline - System.nanoTime()));
  }

  /** Whether a request may still call plugins through it. */
  boolean isInUse() {
    return requests.count() > 0 || answers.count() > 0;
  }
}
