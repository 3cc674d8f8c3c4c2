package dev.buntime.worker.internal;

import java.time.Instant;

/** The state of a worker, with what is true only then. */
sealed interface WorkerState {

  /** When the worker got into this state. */
  Instant since();

  /** The word for people and for JSON. */
  default String word() {
    return getClass().getSimpleName();
  }

  /** Starting: bundle, threads and servlet context are being made. */
  record Creating(Instant since) implements WorkerState {}

  /** Started, and no request came yet. */
  record Ready(Instant since) implements WorkerState {}

  /** Serving. */
  record Active(Instant since) implements WorkerState {}

  /** Served, and nothing to do at the moment. */
  record Idle(Instant since) implements WorkerState {}

  /** Finishing the requests that it has; new ones go elsewhere. */
  record Draining(Instant since) implements WorkerState {}

  /** Stopped; bundle, threads and servlet context are given back. */
  record Terminated(Instant since) implements WorkerState {}

  /**
   * Did not start.
   *
   * @param reason why, for a person
   */
  record Failed(Instant since, String reason) implements WorkerState {}
}
