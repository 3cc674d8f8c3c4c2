package dev.buntime.deployer.internal;

import dev.buntime.admin.DeploymentException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A change of the folder by the runner itself, and what becomes of it. */
final class FolderChange<T> {
  private final Set<String> artifacts;
  private final Judge<T> judge;
  private final CompletableFuture<T> outcome = new CompletableFuture<>();

  /** Looks whether a change has had its effect. */
  @FunctionalInterface
  interface Judge<T> {
    /**
     * Looks; on the thread of the deployer, after each scan.
     *
     * @return the effect, empty while it is not there
     * @throws DeploymentException if it is not going to be there
     */
    Optional<T> look(Decisions decisions) throws DeploymentException;
  }

  /**
   * @param artifacts that are complete as they lie in the folder now, or gone for good, or have to
   *     be decided anew
   */
  FolderChange(Set<String> artifacts, Judge<T> judge) {
    this.artifacts = Set.copyOf(artifacts);
    this.judge = judge;
  }

  /** A change of which nobody wants to hear what becomes of it. */
  static FolderChange<Boolean> unwatched(Set<String> artifacts) {
    return new FolderChange<>(artifacts, _ -> Optional.of(true));
  }

  /** What has changed. */
  Set<String> artifacts() {
    return artifacts;
  }

  /** Completes with the effect, on the thread of the deployer; or fails. */
  CompletableFuture<T> outcome() {
    return outcome;
  }

  /** Looks whether there is nothing more to wait for. */
  boolean isOver(Decisions decisions) {
    try {
      judge.look(decisions).ifPresent(outcome::complete);
    } catch (DeploymentException | RuntimeException e) {
      outcome.completeExceptionally(e);
    }
    return outcome.isDone();
  }

  /** Says that the deployer stops. */
  void dismiss() {
    outcome.completeExceptionally(
        new DeploymentException(
            DeploymentException.Kind.CONFLICT,
            "The runner stops. Ask for the deployment when it is up again."));
  }
}
