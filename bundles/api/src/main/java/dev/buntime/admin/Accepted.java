package dev.buntime.admin;

import dev.buntime.runtime.dto.DeploymentDTO;
import java.util.concurrent.CompletableFuture;

/**
 * An artifact that lies in the apps folder and is on its way into routing.
 *
 * @param artifact its name in the folder
 * @param app name of the app
 * @param version semantic version
 * @param isNew whether there was no such app version
 * @param outcome its deployment when it is live; fails with a {@link DeploymentException} if it
 *     does not start
 */
public record Accepted(
    String artifact,
    String app,
    String version,
    boolean isNew,
    CompletableFuture<DeploymentDTO> outcome) {}
