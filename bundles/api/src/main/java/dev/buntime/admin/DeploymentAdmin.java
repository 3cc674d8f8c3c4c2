package dev.buntime.admin;

import dev.buntime.runtime.dto.DeploymentDTO;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Deploys, stops, starts and undeploys app versions.
 *
 * <p>The apps folder stays the truth: what is deployed here is put into it, durably, and what is
 * undeployed is taken out of it. The service is registered when the first scan of the folder is
 * complete. Thread-safe. Futures complete on any thread; those who wait must not block it.
 */
@ProviderType
public interface DeploymentAdmin {

  /**
   * Makes an empty file for an artifact to be written to, where only the runner can read it, on the
   * disk of the apps folder. Whoever asks for it hands it to {@link #deploy} or deletes it.
   *
   * @throws DeploymentException if there is none ({@link DeploymentException.Kind#STORAGE})
   */
  Path newUpload() throws DeploymentException;

  /**
   * Deploys an artifact that was uploaded; takes its file away, whatever happens. Checks it on the
   * calling thread, and returns when it lies in the apps folder, durably. A version that is there
   * already is replaced.
   *
   * @param upload made by {@link #newUpload} and written completely
   * @return the deployment, which goes on. If it fails, what was there before is put back
   * @throws DeploymentException if the artifact is refused; nothing has changed then
   */
  Accepted deploy(Path upload, DeploymentRequest request) throws DeploymentException;

  /**
   * Finds out whether an artifact that was uploaded could be deployed, and changes nothing: it is
   * checked and resolved, but not started. Takes its file away, whatever happens.
   *
   * @param upload made by {@link #newUpload} and written completely
   * @return its deployment as it would be, in the state {@code valid}; fails with a {@link
   *     DeploymentException} if it would be refused
   * @throws DeploymentException if the artifact is refused
   */
  CompletableFuture<DeploymentDTO> tryOut(Path upload, DeploymentRequest request)
      throws DeploymentException;

  /**
   * Takes an app version out of the apps folder. Its requests in flight are answered.
   *
   * @return completes when no request reaches it any more
   * @throws DeploymentException if there is none, or it cannot be taken away
   */
  CompletableFuture<Void> undeploy(String app, String version) throws DeploymentException;

  /**
   * Takes a live app version out of routing until it is started again, also by a restart of the
   * runner. Its requests in flight are answered. One that is stopped stays so.
   *
   * @return its deployment, in the state {@code stopped}
   * @throws DeploymentException if there is none, or it is not live
   */
  CompletableFuture<DeploymentDTO> stop(String app, String version) throws DeploymentException;

  /**
   * Brings a stopped app version back into routing. One that is live stays so.
   *
   * @return its deployment; fails with a {@link DeploymentException} if it cannot be deployed
   * @throws DeploymentException if there is none, or it is not stopped
   */
  CompletableFuture<DeploymentDTO> start(String app, String version) throws DeploymentException;

  /**
   * The file of an app version. It may be replaced or go at any time; who has it open reads on.
   *
   * @return a regular file in the zip format; that of a folder is made of what the folder held
   * @throws DeploymentException if there is none
   */
  Path artifact(String app, String version) throws DeploymentException;
}
