package dev.buntime.deployer.internal;

import dev.buntime.admin.DeploymentException;
import dev.buntime.admin.DeploymentException.Kind;
import dev.buntime.versions.AppVersion;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** App versions on which an operator's request is at work: one at a time. Thread-safe. */
final class Reservations {
  private final Set<AppVersion> taken = ConcurrentHashMap.newKeySet();

  /**
   * Takes a version for one request, until it is released.
   *
   * @throws DeploymentException if another request has it
   */
  void take(AppVersion id) throws DeploymentException {
    if (!taken.add(id)) {
      throw new DeploymentException(
          Kind.CONFLICT,
          id + " is being deployed, stopped or undeployed by another request. Try again later.");
    }
  }

  /** Gives a version back. */
  void release(AppVersion id) {
    taken.remove(id);
  }
}
