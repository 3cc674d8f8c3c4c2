package dev.buntime.deployer.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An artifact as one look at the folder shows it.
 *
 * @param kind what it is
 * @param stamp of the artifact itself; that of a folder covers all that is in it
 * @param sidecar stamp of its {@code .worker.jsonc} file, null if it has none
 * @param changed when something in the folder was changed last, by the time that nobody can set;
 *     null for a file, and where the file system does not tell
 */
record Sighting(
    Kind kind, FileStamp stamp, @Nullable FileStamp sidecar, @Nullable Instant changed) {
  /** What the name of a jar ends with. */
  static final String JAR = ".jar";

  /** What the names of artifacts that are files end with. */
  static final List<String> ARCHIVES = List.of(JAR, ".zip", ".war");

  /** What is added to the name of an artifact to name its sidecar. */
  static final String SIDECAR = ".worker.jsonc";

  /** What an artifact is in the file system. */
  enum Kind {
    FILE,
    FOLDER
  }

  /** A file. */
  Sighting(FileStamp stamp, @Nullable FileStamp sidecar) {
    this(Kind.FILE, stamp, sidecar, null);
  }

  /** Whether a file of this name is an artifact of the plugins folder. */
  static boolean isJar(String name) {
    return name.endsWith(JAR) && !name.startsWith(".");
  }

  /** Whether a file of this name is an artifact of the apps folder. */
  static boolean isArchive(String name) {
    return ARCHIVES.stream().anyMatch(name::endsWith) && !name.startsWith(".");
  }

  /** Looks at one artifact; empty if it is not there. */
  static Optional<Sighting> of(Path artifact) throws IOException {
    if (Files.isDirectory(artifact)) {
      Optional<FolderTree> tree = FolderTree.look(artifact);
      return tree.isPresent() ? Optional.of(of(artifact, tree.get())) : Optional.empty();
    }
    Optional<FileStamp> sidecar = FileStamp.of(sidecarOf(artifact));
    return FileStamp.of(artifact).map(jar -> new Sighting(jar, sidecar.orElse(null)));
  }

  /** What a look at a folder shows. */
  static Sighting of(Path artifact, FolderTree tree) throws IOException {
    return new Sighting(
        Kind.FOLDER,
        tree.stamp(),
        FileStamp.of(sidecarOf(artifact)).orElse(null),
        tree.changed().orElse(null));
  }

  /** Where the sidecar of an artifact is, if it has one. */
  static Path sidecarOf(Path artifact) {
    return artifact.resolveSibling(artifact.getFileName() + SIDECAR);
  }

  /** How long it must be the same before it is read. */
  Duration quiet() {
    return kind == Kind.FILE ? FolderScan.QUIET : FolderScan.FOLDER_QUIET;
  }

  /** When the artifact or its sidecar was changed last. */
  Instant modified() {
    Instant own = changed == null ? stamp.modified().toInstant() : changed;
    if (sidecar == null) {
      return own;
    }
    Instant ofSidecar = sidecar.modified().toInstant();
    return ofSidecar.isAfter(own) ? ofSidecar : own;
  }
}
