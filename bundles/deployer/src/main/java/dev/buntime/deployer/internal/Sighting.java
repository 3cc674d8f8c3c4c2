package dev.buntime.deployer.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An artifact as one look at the folder shows it.
 *
 * @param jar stamp of the artifact itself
 * @param sidecar stamp of its {@code .worker.jsonc} file, null if it has none
 */
record Sighting(FileStamp jar, @Nullable FileStamp sidecar) {
  /** What the name of an artifact ends with. */
  static final String JAR = ".jar";

  /** What is added to the name of an artifact to name its sidecar. */
  static final String SIDECAR = ".worker.jsonc";

  /** Whether a file of this name is an artifact. */
  static boolean isArtifact(String name) {
    return name.endsWith(JAR) && !name.startsWith(".");
  }

  /** Looks at one artifact; empty if it is not there. */
  static Optional<Sighting> of(Path artifact) throws IOException {
    Optional<FileStamp> sidecar = FileStamp.of(sidecarOf(artifact));
    return FileStamp.of(artifact).map(jar -> new Sighting(jar, sidecar.orElse(null)));
  }

  /** Where the sidecar of an artifact is, if it has one. */
  static Path sidecarOf(Path artifact) {
    return artifact.resolveSibling(artifact.getFileName() + SIDECAR);
  }

  /** When one of the two files was changed last. */
  Instant modified() {
    Instant ofJar = jar.modified().toInstant();
    if (sidecar == null) {
      return ofJar;
    }
    Instant ofSidecar = sidecar.modified().toInstant();
    return ofSidecar.isAfter(ofJar) ? ofSidecar : ofJar;
  }
}
