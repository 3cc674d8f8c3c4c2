package dev.buntime.deployer.internal;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A private copy of an artifact: what was checked is what will be installed.
 *
 * @param artifact file name in the apps folder
 * @param file the copy, deleted when this is closed
 * @param size in bytes
 * @param sha256 in lower-case hex
 * @param content what the jar holds
 * @param sidecar text of its {@code .worker.jsonc} file, null if it has none
 */
record StagedArtifact(
    String artifact,
    Path file,
    long size,
    String sha256,
    JarContent content,
    @Nullable String sidecar)
    implements AutoCloseable {
  /** The same under another name; closing either deletes the copy. */
  StagedArtifact as(String name) {
    return new StagedArtifact(name, file, size, sha256, content, sidecar);
  }

  /** Two artifacts with equal contents are deployed alike. */
  Content identity() {
    return new Content(sha256, sidecar);
  }

  /** All bytes that decide how an artifact is deployed. */
  record Content(String sha256, @Nullable String sidecar) {}

  @Override
  public void close() {
    PrivateFiles.delete(file);
  }
}
