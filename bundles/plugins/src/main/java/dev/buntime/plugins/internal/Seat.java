package dev.buntime.plugins.internal;

import dev.buntime.plugins.internal.SeatState.Active;
import dev.buntime.plugins.internal.SeatState.Failed;
import dev.buntime.plugins.internal.SeatState.Gone;
import dev.buntime.plugins.internal.SeatState.Refused;
import dev.buntime.plugins.internal.SeatState.Starting;
import dev.buntime.runtime.ErrorCode;
import dev.buntime.runtime.InvocationException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The seat of one plugin service: who sits there, how it is, and what it has done. Thread-safe.
 *
 * <pre>
 * Starting → Active → Failed
 *    │  └→ Refused │     │
 *    └──────┴──────┴─────┴→ Gone
 * </pre>
 */
final class Seat {
  /** Threads that may hang in hooks of a plugin before nobody is let in any more. */
  static final int MOST_HANGING = 8;

  private static final Logger log = LoggerFactory.getLogger(Seat.class);

  private final SeatId id;
  private final InstantSource clock;
  private final AtomicReference<SeatState> state;
  private volatile int ranking;
  private volatile @Nullable Occupant occupant; // set once, before the seat is active

  /** Transforms of bodies that may still be called. */
  final InFlight transforms = new InFlight();

  /** Calls that tell of workers. */
  final InFlight news = new InFlight();

  private final LongAdder requests = new LongAdder();
  private final LongAdder answers = new LongAdder();
  private final LongAdder errors = new LongAdder();
  private final LongAdder timeouts = new LongAdder();
  private final AtomicInteger overdue = new AtomicInteger();
  private final AtomicInteger hanging = new AtomicInteger();

  Seat(SeatId id, int ranking, InstantSource clock) {
    this.id = id;
    this.ranking = ranking;
    this.clock = clock;
    this.state = new AtomicReference<>(new Starting(clock.instant()));
  }

  SeatId id() {
    return id;
  }

  String name() {
    return id.name();
  }

  int ranking() {
    return ranking;
  }

  void rank(int other) {
    ranking = other;
  }

  SeatState state() {
    return state.get();
  }

  /** Who sits there; to be called only when somebody does. */
  Occupant occupant() {
    return Objects.requireNonNull(occupant, "nobody sits here yet");
  }

  /** Whether somebody sits there who has to be passed, well or not. */
  boolean isTaken() {
    return switch (state.get()) {
      case Active _, Failed _ -> true;
      case Starting _, Refused _, Gone _ -> false;
    };
  }

  boolean isActive() {
    return state.get() instanceof Active;
  }

  /** Runs code of the plugin on this thread; see {@link Occupant#run}. */
  <T extends @Nullable Object> T run(String requestId, Callable<T> code) throws Exception {
    Occupant known = occupant;
    return known == null ? code.call() : known.run(requestId, code); // null: it is being made
  }

  boolean hears(Hook hook) {
    return occupant().hooks().contains(hook);
  }

  /** Takes the seat; the plugin is not in force yet. */
  void occupy(Occupant plugin) {
    occupant = plugin;
  }

  /**
   * The plugin has begun.
   *
   * @return false if its service is gone meanwhile
   */
  boolean activate() {
    return move(current ->
        switch (current) {
          case Starting _ -> new Active(clock.instant());
          case Gone _ -> current;
          case Active _, Refused _, Failed _ -> throw illegal("activate", current);
        });
  }

  /**
   * The plugin could not begin.
   *
   * @return false if its service is gone meanwhile
   */
  boolean refuse(String reason) {
    return move(current ->
        switch (current) {
          case Starting _ -> new Refused(clock.instant(), reason);
          case Gone _ -> current;
          case Active _, Refused _, Failed _ -> throw illegal("refuse", current);
        });
  }

  /**
   * Nothing is to be called any more.
   *
   * @return whether the plugin was in a state to be told so
   */
  boolean leave() {
    SeatState before =
        state.getAndUpdate(known -> known instanceof Gone ? known : new Gone(clock.instant()));
    return before instanceof Active || before instanceof Failed;
  }

  private void fail(String reason) {
    boolean failed =
        move(current ->
            switch (current) {
              case Active _ -> new Failed(clock.instant(), reason);
              case Starting _, Refused _, Failed _, Gone _ -> current;
            });
    if (failed) {
      log.error("{} has failed: {}; it lets nobody pass until its bundle is replaced", id, reason);
    }
  }

  private boolean move(UnaryOperator<SeatState> step) {
    SeatState before = state.getAndUpdate(step);
    return !before.equals(state.get()) && !(before instanceof Gone);
  }

  private static IllegalStateException illegal(String move, SeatState from) {
    return new IllegalStateException("cannot " + move + " a plugin that is " + from);
  }

  /** Why nobody may pass at the moment; null if the plugin may be called. */
  @Nullable InvocationException obstacle() {
    return switch (state.get()) {
      case Active _ -> null;
      case Failed(var _, String reason) -> refusal("has failed: " + reason + ".");
      case Gone _ -> refusal("was taken away while the request was under way; try again.");
      case Starting _, Refused _ ->
          throw new IllegalStateException(id + " is passed before it is in force");
    };
  }

  /** A hook threw something. */
  InvocationException threw(Hook hook, String requestId, Throwable failure) {
    errors.increment();
    log.error("{} failed in {}{}", id, hook, about(requestId), failure);
    return refusal("failed; the log has it under this requestId.", failure);
  }

  /** A hook gave what no hook may give. */
  InvocationException erred(Hook hook, String requestId, String what) {
    errors.increment();
    log.error("{} failed in {}{}: {}", id, hook, about(requestId), what);
    return refusal("failed; the log has it under this requestId.");
  }

  /** A hook took too long. */
  InvocationException tookTooLong(Hook hook, String requestId, Duration limit) {
    timeouts.increment();
    log.warn("{} took longer than {} ms in {}{}", id, limit.toMillis(), hook, about(requestId));
    return refusal("took too long.");
  }

  private static String about(String requestId) {
    return requestId.isEmpty() ? "" : " for request " + requestId;
  }

  private InvocationException refusal(String what) {
    return refusal(what, null);
  }

  private InvocationException refusal(String what, @Nullable Throwable cause) {
    return new InvocationException(
        ErrorCode.PLUGIN_ERROR, "Plugin '" + name() + "' " + what, "", "", cause);
  }

  /** A thread is still in a hook when its time is over. */
  void threadOverdue() {
    overdue.incrementAndGet();
  }

  /** A thread is still in a hook long after it was interrupted. */
  void threadHangs(Hook hook) {
    int threads = hanging.incrementAndGet();
    if (threads >= MOST_HANGING) {
      fail(threads + " threads hang in it and cannot be interrupted, the last one in " + hook);
    }
  }

  /**
   * A thread that was overdue has come back after all.
   *
   * @param hung whether it hung
   */
  void threadBack(boolean hung) {
    overdue.decrementAndGet();
    if (hung) {
      hanging.decrementAndGet();
    }
  }

  void countRequest() {
    requests.increment();
  }

  void countAnswer() {
    answers.increment();
  }

  /** What it has done up to now. */
  Figures figures() {
    return new Figures(requests.sum(), answers.sum(), errors.sum(), timeouts.sum(), overdue.get());
  }

  /**
   * What a plugin has done.
   *
   * @param requests that it has seen
   * @param answers that it gave, refusals included
   * @param errors hooks that threw
   * @param timeouts hooks that took too long
   * @param overdue threads that are in a hook after its time
   */
  record Figures(long requests, long answers, long errors, long timeouts, int overdue) {}

  @Override
  public String toString() {
    return id.toString();
  }
}
