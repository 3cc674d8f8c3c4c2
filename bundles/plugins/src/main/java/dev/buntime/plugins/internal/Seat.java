package dev.buntime.plugins.internal;

import dev.buntime.plugins.internal.SeatState.Active;
import dev.buntime.plugins.internal.SeatState.Failed;
import dev.buntime.plugins.internal.SeatState.Gone;
import dev.buntime.plugins.internal.SeatState.Refused;
import dev.buntime.plugins.internal.SeatState.Starting;
import dev.buntime.plugins.internal.SeatState.Succeeded;
import dev.buntime.plugins.internal.SeatState.Vacant;
import dev.buntime.runtime.ErrorCode;
import dev.buntime.runtime.InvocationException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The seat of one plugin service: who sits there, how it is, and what it has done. Thread-safe.
 *
 * <pre>
 * Starting → Active ─────────→ Failed
 *    │  └→ Refused │ └→ Vacant ──┘│
 *    │      │      │       └──────┴→ Succeeded
 *    └──────┴──────┴──────────────┴→ Gone
 * </pre>
 *
 * <p>A component that is made anew, because its options have changed or a service that it needs was
 * exchanged, has no service for a moment. Its seat stays in the chain: requests and answers wait
 * there for the {@linkplain #incumbent next one}, so none gets by without it.
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
  private final CompletableFuture<Void> filled = new CompletableFuture<>();
  private volatile @Nullable Seat heir;
  private volatile List<Seat> forebears = List.of(); // whose transforms may still be called
  private volatile boolean orphan;
  private volatile boolean retired;
  private volatile Runnable whenItFails = () -> {};

  /** Calls that are under way, from the look at the state to the outcome. */
  final InFlight calls = new InFlight();

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

  /** Why it is as it is, for a person; null if there is nothing to say. */
  @Nullable String reason() {
    return switch (state.get()) {
      case Starting(Instant since) -> {
        long seconds = Duration.between(since, clock.instant()).toSeconds();
        yield seconds < 2 ? null : "onInit has not returned for " + seconds + " s";
      }
      case Vacant _ -> "its component is made anew; requests wait for it";
      case SeatState other -> other.reason();
    };
  }

  /** Who sits there; to be called only when somebody does. */
  Occupant occupant() {
    return Objects.requireNonNull(occupant, "nobody sits here yet");
  }

  /** Whether somebody has to be passed here, well or not. */
  boolean isTaken() {
    return !retired && isPassed();
  }

  /** Whether requests that have it on their way are to be passed here, well or not. */
  boolean isPassed() {
    return switch (state.get()) {
      case Active _, Failed _, Vacant _ -> true;
      case Starting _, Refused _, Succeeded _, Gone _ -> false;
    };
  }

  /** Whether it is over with it: it has an heir, or is gone. */
  boolean isOver() {
    return switch (state.get()) {
      case Succeeded _, Gone _ -> true;
      case Starting _, Active _, Refused _, Failed _, Vacant _ -> false;
    };
  }

  /** Whether the plugin does what it is there for, perhaps after a moment. */
  boolean isWell() {
    return switch (state.get()) {
      case Active _, Vacant _ -> true;
      case Starting _, Refused _, Failed _, Succeeded _, Gone _ -> false;
    };
  }

  /** Whether its service is gone and another one of the same component is to come. */
  boolean isOrphan() {
    return orphan;
  }

  /** New requests do not come by it any more; those that are under way do. */
  void retire() {
    retired = true;
  }

  boolean isRetired() {
    return retired;
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
          case Active _, Refused _, Failed _, Vacant _, Succeeded _ ->
              throw illegal("activate", current);
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
          case Active _, Refused _, Failed _, Vacant _, Succeeded _ ->
              throw illegal("refuse", current);
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
    filled.complete(null);
    return !orphan && (before instanceof Active || before instanceof Failed);
  }

  /**
   * The service goes, and another one of the same component is to come. From now on requests wait;
   * if the plugin has failed, it goes on refusing them.
   *
   * @return whether the plugin was in a state to be told that it ends
   */
  boolean vacate() {
    orphan = true;
    SeatState before =
        state.getAndUpdate(current ->
            switch (current) {
              case Active _ -> new Vacant(clock.instant());
              case Starting _, Refused _, Failed _, Vacant _, Succeeded _, Gone _ -> current;
            });
    return before instanceof Active || before instanceof Failed;
  }

  /**
   * Completes when it is known who is called here next, which the {@linkplain #incumbent incumbent}
   * then is; null if it is this one.
   */
  @Nullable CompletableFuture<Void> vacancy() {
    return switch (state.get()) {
      case Vacant _, Succeeded _ -> filled;
      case Starting _, Active _, Refused _, Failed _, Gone _ -> null;
    };
  }

  /** Whether it waits for its next service. */
  boolean isVacant() {
    return state.get() instanceof Vacant;
  }

  /** Another seat has its place from now on. */
  void succeed(Seat next) {
    heir = next; // before the state: whoever sees that finds the heir
    next.forebears =
        Stream.of(next.forebears.stream(), forebears.stream(), Stream.of(this))
            .flatMap(each -> each)
            .filter(each -> each.transforms.count() > 0)
            .toList();
    state.set(new Succeeded(clock.instant()));
    filled.complete(null);
  }

  /** The seat that has this one's place now: this one, unless it has an heir. */
  Seat incumbent() {
    Seat next = heir;
    return next == null ? this : next.incumbent();
  }

  /** Seats before this one whose transforms of bodies may still be called. */
  List<Seat> forebears() {
    return forebears;
  }

  /** Has somebody told when it fails; called without a lock. */
  void whenItFails(Runnable listener) {
    whenItFails = listener;
  }

  /** The plugin is not well any more: it lets nobody pass. */
  void fail(String reason) {
    boolean failed =
        move(current ->
            switch (current) {
              case Active _, Vacant _ -> new Failed(clock.instant(), reason);
              case Starting _, Refused _, Failed _, Succeeded _, Gone _ -> current;
            });
    if (failed) {
      filled.complete(null);
      log.error("{} has failed: {}; it lets nobody pass until it is replaced", id, reason);
      whenItFails.run();
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
      case Vacant _, Succeeded _ -> null; // for what it has begun
      case Failed _ -> refusal("has failed and lets nobody pass; the log says why.");
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
