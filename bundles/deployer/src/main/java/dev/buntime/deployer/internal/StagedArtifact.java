package dev.buntime.deployer.internal;

import dev.buntime.versions.AppVersion;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A private copy of an artifact, as a bundle: what was checked is what will be installed.
 *
 * @param artifact path in the apps folder, with {@code /}
 * @param file the copy, deleted when this is closed
 * @param size in bytes
 * @param sha256 of the artifact itself, in lower-case hex
 * @param bundleSha256 of the copy, which differs if a bundle was made of the artifact
 * @param content what the copy holds
 * @param sidecar text of its {@code .worker.jsonc} file, null if it has none
 * @param expected the app version that its name says it is, null if that is no matter of its name
 * @param warnings from making a bundle of it, in words
 * @param set the set that it goes live with, null if it goes alone
 */
record StagedArtifact(
    String artifact,
    Path file,
    long size,
    String sha256,
    String bundleSha256,
    JarContent content,
    @Nullable String sidecar,
    @Nullable AppVersion expected,
    List<String> warnings,
    @Nullable String set)
    implements AutoCloseable {
  /** The same under another name; closing either deletes the copy. */
  StagedArtifact as(String name) {
    return new StagedArtifact(
        name, file, size, sha256, bundleSha256, content, sidecar, expected, warnings, set);
  }

  /** Two artifacts with equal contents are deployed alike. */
  Content identity() {
    return new Content(sha256, sidecar);
  }

  /** All bytes that decide how an artifact is deployed. */
  record Content(String sha256, @Nullable String sidecar) {}

  /** Which app version it is, by its headers. */
  AppVersion id() throws RefusedException {
    AppVersion id = AppIdentity.of(content.headers());
    if (expected == null || id.equals(expected)) {
      return id;
    }
    throw new RefusedException(
        ("the folder says %s, but the headers of what is in it say %s. Rename the folder to %s/%s, or"
                + " correct the headers App-Name and App-Version")
            .formatted(expected, id, id.app(), id.version()));
  }

  @Override
  public void close() {
    PrivateFiles.delete(file);
  }
}
