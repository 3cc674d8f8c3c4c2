package dev.buntime.runtime;

import dev.buntime.runtime.dto.WorkerDTO;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The workers of this runner. Thread-safe. */
@ProviderType
public interface WorkerRuntime {

  /** All workers that are not terminated, sorted by id; those that failed are included. */
  List<WorkerDTO> workers();
}
