package dev.buntime.deployer.internal;

import dev.buntime.deployer.internal.StagedArtifact.Content;
import dev.buntime.versions.AppVersion;
import org.jspecify.annotations.Nullable;

/**
 * Why what the file of a live app holds now does not take the app's place.
 *
 * @param content what the file holds; no content if it cannot be read
 * @param id the app version that it claims, null if it could not be found out
 * @param reason what is wrong and what to do, in one line
 */
record Trouble(Content content, @Nullable AppVersion id, String reason) {

  /** The trouble as a warning of the app's deployment. */
  String warning() {
    return reason + (reason.endsWith(".") ? "" : ".") + " What was deployed before stays";
  }
}
