package dev.buntime.worker.internal;

import dev.buntime.worker.internal.WorkerState.Active;
import dev.buntime.worker.internal.WorkerState.Creating;
import dev.buntime.worker.internal.WorkerState.Draining;
import dev.buntime.worker.internal.WorkerState.Failed;
import dev.buntime.worker.internal.WorkerState.Idle;
import dev.buntime.worker.internal.WorkerState.Ready;
import dev.buntime.worker.internal.WorkerState.Terminated;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/**
 * The life of one worker: a single state that moves only along these arrows.
 *
 * <pre>
 * Creating → Ready → Active ⟷ Idle
 *    │  │      │        │       │
 *    │  └──────┴────────┴───────┴→ Draining → Terminated
 *    └→ Failed ───────────────────────────────────┘
 * </pre>
 *
 * <p>Thread-safe. The listener hears every real move, on the moving thread, outside any lock.
 */
final class WorkerLife {
  private final InstantSource clock;
  private final Listener listener;
  private final AtomicReference<WorkerState> state;

  /** Hears of moves. */
  @FunctionalInterface
  interface Listener {
    void moved(WorkerState from, WorkerState to);
  }

  WorkerLife(InstantSource clock, Listener listener) {
    this.clock = clock;
    this.listener = listener;
    this.state = new AtomicReference<>(new Creating(clock.instant()));
  }

  WorkerState state() {
    return state.get();
  }

  /**
   * The start is complete.
   *
   * @return whether the worker is ready; false if it was told to drain, or given up, meanwhile
   */
  boolean ready() {
    return move(current ->
        switch (current) {
          case Creating _ -> new Ready(clock.instant());
          case Draining _, Failed _, Terminated _ -> current;
          case Ready _, Active _, Idle _ -> throw illegal("ready", current);
        });
  }

  /**
   * The start went wrong.
   *
   * @return whether this made the worker fail; false if it became ready, was told to drain, or was
   *     given up, meanwhile
   */
  boolean fail(String reason) {
    return move(current ->
        switch (current) {
          case Creating _ -> new Failed(clock.instant(), reason);
          case Ready _, Active _, Idle _, Draining _, Failed _, Terminated _ -> current;
        });
  }

  /** A request was admitted. Costs one read if the worker is active already. */
  void serve() {
    if (state.get() instanceof Active) {
      return;
    }
    move(current ->
        switch (current) {
          case Ready _, Idle _ -> new Active(clock.instant());
          case Active _, Draining _ -> current;
          case Creating _, Terminated _, Failed _ -> throw illegal("serve", current);
        });
  }

  /**
   * Nothing is in flight and nothing came for a while.
   *
   * @return whether this made it idle
   */
  boolean idle() {
    return move(current ->
        switch (current) {
          case Active _ -> new Idle(clock.instant());
          case Creating _, Ready _, Idle _, Draining _, Terminated _, Failed _ -> current;
        });
  }

  /**
   * Begins draining; a worker that drains or is over stays as it is.
   *
   * @return whether this made it drain
   */
  boolean drain(String why) {
    return move(current ->
        switch (current) {
          case Creating _, Ready _, Active _, Idle _ -> new Draining(clock.instant(), why);
          case Draining _, Terminated _, Failed _ -> current;
        });
  }

  /** All is given back. */
  void terminate() {
    move(current ->
        switch (current) {
          case Draining(var _, String why) -> new Terminated(clock.instant(), why);
          case Failed(var _, String why) -> new Terminated(clock.instant(), why);
          case Terminated _ -> current;
          case Creating _, Ready _, Active _, Idle _ -> throw illegal("terminate", current);
        });
  }

  private boolean move(UnaryOperator<WorkerState> step) {
    WorkerState before;
    WorkerState after;
    do {
      before = state.get();
      after = step.apply(before);
    } while (!state.compareAndSet(before, after));
    if (after.equals(before)) {
      return false;
    }
    listener.moved(before, after);
    return true;
  }

  private static IllegalStateException illegal(String move, WorkerState from) {
    return new IllegalStateException("'" + move + "' does not apply to a worker in state " + from);
  }
}
