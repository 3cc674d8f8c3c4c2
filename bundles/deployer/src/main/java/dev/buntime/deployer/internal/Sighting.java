package dev.buntime.deployer.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An artifact as one look at the folder shows it.
 *
 * @param kind what it is
 * @param stamp of the artifact itself; that of a folder covers all that is in it
 * @param sidecar stamp of its {@code .worker.jsonc} file, null if it has none
 * @param changed when something in the folder or the set was changed last, by the time that nobody
 *     can set; null for a file alone, and where the file system does not tell
 * @param set stamp of the set that it is in, which covers all that is in that; null if it is in
 *     none
 */
record Sighting(
    Kind kind,
    FileStamp stamp,
    @Nullable FileStamp sidecar,
    @Nullable Instant changed,
    @Nullable FileStamp set) {
  /** What the name of a jar ends with. */
  static final String JAR = ".jar";

  /** What the names of artifacts that are files end with. */
  static final List<String> ARCHIVES = List.of(JAR, ".zip", ".war");

  /** What is added to the name of an artifact to name its sidecar. */
  static final String SIDECAR = ".worker.jsonc";

  /** What an artifact is in the file system. */
  enum Kind {
    FILE,
    FOLDER,
    /** A folder with several artifacts that are deployed together; its stamp is its file's. */
    SET
  }

  /** Something that is in no set. */
  Sighting(Kind kind, FileStamp stamp, @Nullable FileStamp sidecar, @Nullable Instant changed) {
    this(kind, stamp, sidecar, changed, null);
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

  /** The same in a set: whatever changes in that changes this. */
  Sighting in(FileStamp wholeSet, @Nullable Instant changeOfSet) {
    return new Sighting(kind, stamp, sidecar, changeOfSet, wholeSet);
  }

  /** Whether a look at the artifact alone shows the same. */
  boolean isAlone(Sighting other) {
    return kind == other.kind
        && stamp.equals(other.stamp)
        && Objects.equals(sidecar, other.sidecar);
  }

  /** How long it must be the same before it is read. */
  Duration quiet() {
    return kind == Kind.FILE && set == null ? FolderScan.QUIET : FolderScan.FOLDER_QUIET;
  }

  /** When the artifact, its sidecar or anything in its set was changed last. */
  Instant modified() {
    if (set != null) {
      return changed == null ? set.modified().toInstant() : changed;
    }
    Instant own = changed == null ? stamp.modified().toInstant() : changed;
    if (sidecar == null) {
      return own;
    }
    Instant ofSidecar = sidecar.modified().toInstant();
    return ofSidecar.isAfter(own) ? ofSidecar : own;
  }
}
