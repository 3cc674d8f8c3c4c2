package dev.buntime.deployer.internal;

import dev.buntime.admin.DeploymentException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A change of the folder by the runner itself, and what becomes of it. */
final class FolderChange<T> {
  private final Set<String> artifacts;
  private final boolean ofFiles;
  private final boolean proof;
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

  private FolderChange(Set<String> artifacts, boolean ofFiles, boolean proof, Judge<T> judge) {
    this.artifacts = Set.copyOf(artifacts);
    this.ofFiles = ofFiles;
    this.proof = proof;
    this.judge = judge;
  }

  /**
   * The runner has changed files.
   *
   * @param artifacts that are complete as they lie in the folder now, or gone for good
   */
  static <T> FolderChange<T> ofFiles(Set<String> artifacts, Judge<T> judge) {
    return new FolderChange<>(artifacts, true, false, judge);
  }

  /** The same of files that an earlier run has changed: what they hold has to start. */
  static <T> FolderChange<T> left(Set<String> artifacts, Judge<T> judge) {
    return new FolderChange<>(artifacts, true, true, judge);
  }

  /** The same, if nobody wants to hear what becomes of it. */
  static FolderChange<Boolean> ofFiles(Set<String> artifacts) {
    return ofFiles(artifacts, _ -> Optional.of(true));
  }

  /**
   * An artifact has to be decided anew, as it was seen last.
   *
   * @param artifact the files of which are as they were
   */
  static <T> FolderChange<T> ofWish(String artifact, Judge<T> judge) {
    return new FolderChange<>(Set.of(artifact), false, false, judge);
  }

  /** What has changed, or has to be decided anew. */
  Set<String> artifacts() {
    return artifacts;
  }

  /** What the runner itself has put into the folder or taken out of it. */
  Set<String> files() {
    return ofFiles ? artifacts : Set.of();
  }

  /** What has to start before it is in force, although nothing goes for it. */
  Set<String> toProve() {
    return proof ? artifacts : Set.of();
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
            DeploymentException.Kind.STOPPING,
            "The runner stops. Ask for the deployment when it is up again."));
  }
}
