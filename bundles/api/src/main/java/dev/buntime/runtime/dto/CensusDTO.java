package dev.buntime.runtime.dto;

import java.time.Instant;
import java.util.List;

/**
 * The class loaders of workers that have ended.
 *
 * @param collected how many the garbage collector has taken since the start of the runner
 * @param remnants those that it has not taken, oldest first
 */
public record CensusDTO(long collected, List<RemnantDTO> remnants) {

  /** Takes a copy of the list. */
  public CensusDTO {
    remnants = List.copyOf(remnants);
  }

  /**
   * A class loader that is still there.
   *
   * @param worker id of its worker
   * @param since when the worker had ended
   * @param leak whether it survived a garbage collection that should have taken it
   * @param holders what holds it, in words, as far as that can be told
   */
  public record RemnantDTO(String worker, Instant since, boolean leak, List<String> holders) {
    /** Takes a copy of the list. */
    public RemnantDTO {
      holders = List.copyOf(holders);
    }
  }
}
