package dev.buntime.runtime;

import dev.buntime.runtime.dto.DeploymentEventDTO;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears what becomes of every artifact of the apps folder. A whiteboard service.
 *
 * <p>Calls come on the thread that deploys, in order, when what they tell is in force; no lock is
 * held. A listener returns soon and throws nothing.
 */
@ConsumerType
@FunctionalInterface
public interface DeploymentListener {

  /** A deployment has changed. */
  void changed(DeploymentEventDTO event);
}
