package dev.buntime.runtime;

import dev.buntime.runtime.dto.DeploymentDTO;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The deployments of this runner.
 *
 * <p>The service is registered when the first scan of the apps folder is complete, so that whoever
 * sees it sees everything that the folder held at start. Thread-safe.
 */
@ProviderType
public interface DeploymentRuntime {

  /** All deployments, live and refused, sorted by artifact name. */
  List<DeploymentDTO> deployments();
}
