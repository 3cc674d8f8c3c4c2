package dev.buntime.worker.internal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The state of a worker, with what is true only then. */
sealed interface WorkerState {

  /** When the worker got into this state. */
  Instant since();

  /** The word for people and for JSON. */
  default String word() {
    return getClass().getSimpleName();
  }

  /** Why it is in this state, for a person; null if there is nothing to say. */
  default @Nullable String why() {
    return null;
  }

  /** Whether it takes requests. */
  default boolean isLive() {
    return false;
  }

  /** Starting: bundle, threads and servlet context are being made. */
  record Creating(Instant since) implements WorkerState {}

  /** Started, and no request came yet. */
  record Ready(Instant since) implements WorkerState {
    @Override
    public boolean isLive() {
      return true;
    }
  }

  /** Serving. */
  record Active(Instant since) implements WorkerState {
    @Override
    public boolean isLive() {
      return true;
    }
  }

  /** Served, and nothing to do at the moment. */
  record Idle(Instant since) implements WorkerState {
    @Override
    public boolean isLive() {
      return true;
    }
  }

  /**
   * Finishing the requests that it has; new ones go elsewhere.
   *
   * @param why what it ends for
   */
  record Draining(Instant since, String why) implements WorkerState {}

  /**
   * Stopped; bundle, threads and servlet context are given back.
   *
   * @param why what it ended for
   */
  record Terminated(Instant since, String why) implements WorkerState {}

  /**
   * Did not start.
   *
   * @param why the reason
   */
  record Failed(Instant since, String why) implements WorkerState {}
}
