package dev.buntime.runtime;

import dev.buntime.runtime.dto.PluginDeploymentDTO;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What lies in the plugins folder of this runner.
 *
 * <p>The service is registered when the first scan of the plugins folder is complete, so that
 * whoever sees it sees everything that the folder held at start. Thread-safe.
 */
@ProviderType
public interface PluginDeploymentRuntime {

  /** All artifacts, live and refused, sorted by name. A snapshot. */
  List<PluginDeploymentDTO> deployments();
}
