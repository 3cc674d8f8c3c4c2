package dev.buntime.plugin.authz.internal.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The order that policies were put in.
 *
 * @param version from 1; 0 if they never were
 * @param ids of those that it names
 * @param change who did it; empty if that is unknown, or nobody did
 */
public record PolicyOrder(int version, List<String> ids, Optional<Change> change) {
  /** By their ids. */
  static final PolicyOrder NONE = new PolicyOrder(0, List.of(), Optional.empty());

  /** Copies the list. */
  public PolicyOrder {
    ids = List.copyOf(ids);
  }

  /**
   * How it came about.
   *
   * @param author who did it
   * @param time of it
   */
  public record Change(String author, Instant time) {}
}
