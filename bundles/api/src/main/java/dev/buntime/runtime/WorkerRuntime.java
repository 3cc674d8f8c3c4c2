package dev.buntime.runtime;

import dev.buntime.runtime.dto.AppUsageDTO;
import dev.buntime.runtime.dto.CensusDTO;
import dev.buntime.runtime.dto.PoolDTO;
import dev.buntime.runtime.dto.WorkerDTO;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** The workers of this runner. Thread-safe. */
@ProviderType
public interface WorkerRuntime {

  /**
   * All workers that have not ended, sorted by id, and for each app version that does not start the
   * last worker that failed.
   */
  List<WorkerDTO> workers();

  /**
   * How many of the {@link #workers} are in each state, by its name; a state that none is in is
   * missing.
   */
  Map<String, Long> states();

  /** What the workers of each deployed app version have used, sorted by app and version. */
  List<AppUsageDTO> usage();

  /** The pool that they are in. */
  PoolDTO pool();

  /** What is left of workers that have ended. */
  CensusDTO census();
}
