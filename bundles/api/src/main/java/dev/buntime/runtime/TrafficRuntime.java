package dev.buntime.runtime;

import dev.buntime.runtime.dto.TrafficDTO;
import org.osgi.annotation.versioning.ProviderType;

/** The requests of this runner. Thread-safe. */
@ProviderType
public interface TrafficRuntime {

  /** How many there were, and how long they took. */
  TrafficDTO traffic();
}
