package dev.buntime.plugins.internal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How a plugin is, with what is true only then. */
sealed interface SeatState {

  /** When it got so. */
  Instant since();

  /** Why, for a person; null if there is nothing to say. */
  default @Nullable String reason() {
    return null;
  }

  /** {@code onInit} has not returned. */
  record Starting(Instant since) implements SeatState {}

  /** Well. */
  record Active(Instant since) implements SeatState {}

  /**
   * {@code onInit} failed, so it never came into force.
   *
   * @param reason what went wrong
   */
  record Refused(Instant since, String reason) implements SeatState {}

  /**
   * Was well and is not any more; lets nobody pass.
   *
   * @param reason what went wrong
   */
  record Failed(Instant since, String reason) implements SeatState {}

  /**
   * The service is gone because its component is made anew; whoever comes waits for the next one.
   */
  record Vacant(Instant since) implements SeatState {}

  /** The next service of the name has its place; a body that it transforms it transforms on. */
  record Succeeded(Instant since) implements SeatState {}

  /** The service is gone, or the runner stops; nothing of the plugin is called any more. */
  record Gone(Instant since) implements SeatState {}
}
