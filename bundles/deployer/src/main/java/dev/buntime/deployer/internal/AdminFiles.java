package dev.buntime.deployer.internal;

import dev.buntime.admin.DeploymentException;
import dev.buntime.admin.DeploymentException.Kind;
import dev.buntime.jsonc.Printable;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runner's own changes of the apps folder: each in one step, so that whoever looks at the
 * folder never sees half of it, and durable when a method returns. What is on its way has a hidden
 * name, which no artifact has. Thread-safe.
 */
final class AdminFiles {
  private static final Logger log = LoggerFactory.getLogger(AdminFiles.class);
  private static final String HIDDEN = ".buntime-";
  private static final String SWAP = "swap-";

  /** Another runner may be at work on what is younger. */
  private static final Duration LEFT_OVER = Duration.ofHours(1);

  private final Path folder;
  private final String owner;
  private final List<Placement> undecided = new ArrayList<>();

  /**
   * @param folder the apps folder; what an earlier run has left on its way there is deleted, and
   *     what it has taken out of it and not replaced yet is put back
   * @param data the runner's own folder, which tells its swaps from those of another runner
   */
  AdminFiles(Path folder, Path data) {
    this.folder = folder;
    this.owner = Checksum.of(data.toAbsolutePath().toString()).substring(0, 12);
    clean();
  }

  private void clean() {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, HIDDEN + "*")) {
      Instant old = Instant.now().minus(LEFT_OVER);
      for (Path each : left) {
        if (String.valueOf(each.getFileName()).startsWith(HIDDEN + SWAP + owner)) {
          resume(each);
        } else if (Files.getLastModifiedTime(each, LinkOption.NOFOLLOW_LINKS)
            .toInstant()
            .isBefore(old)) {
          discard(each);
        }
      }
    } catch (IOException e) {
      log.debug("{} cannot be cleaned", folder, e);
    }
  }

  /** The runner ended before it was known what becomes of an artifact. */
  private void resume(Path left) throws IOException {
    Swap swap;
    try {
      swap = Swap.read(left);
    } catch (IOException e) {
      log.debug("{} was not begun", left, e);
      discard(left);
      return;
    }
    boolean kept = Files.exists(swap.previous());
    if (kept && isPlaced(swap)) {
      undecided.add(placement(swap.artifact(), swap));
    } else if (kept && !exists(swap.artifact()) && !exists(swap.replaced()) && !swap.isInPlace()) {
      putBack(swap);
    } else {
      discard(left);
    }
  }

  private boolean isPlaced(Swap swap) throws IOException {
    return exists(swap.artifact())
        && (swap.isInPlace()
            ? Files.mismatch(of(swap.artifact()), swap.previous()) >= 0
            : !exists(swap.replaced()));
  }

  /** What an earlier run has put into the folder without knowing what becomes of it. */
  List<Placement> undecided() {
    return List.copyOf(undecided);
  }

  private Path hidden(String what) {
    return folder.resolve(HIDDEN + what + "-" + UUID.randomUUID());
  }

  /** Makes an empty file for an upload. */
  Path newUpload() throws DeploymentException {
    try {
      return Files.createFile(hidden("upload"));
    } catch (IOException e) {
      throw storage("The apps folder does not take an upload", e);
    }
  }

  /** Where an artifact is. */
  Path of(String artifact) {
    return folder.resolve(artifact);
  }

  /** Whether there is something of this name. */
  boolean exists(String artifact) {
    return Files.exists(of(artifact), LinkOption.NOFOLLOW_LINKS);
  }

  /** Whether an artifact belongs to a set, which is changed as a whole. */
  boolean isInSet(String artifact) {
    return artifact.indexOf('/') > 0
        && Files.exists(of(SetFile.setOf(artifact)).resolve(SetFile.NAME));
  }

  /**
   * An artifact that was put into the folder.
   *
   * @param artifact its name
   * @param stamp how it looks; null if it was gone at once
   * @param swap what it replaces, null if nothing
   */
  record Placement(String artifact, @Nullable FileStamp stamp, @Nullable Swap swap) {}

  private Placement placement(String artifact, @Nullable Swap swap) throws IOException {
    return new Placement(artifact, FileStamp.of(of(artifact)).orElse(null), swap);
  }

  /**
   * Puts an upload into the folder.
   *
   * @param artifact the name that it gets
   * @param replaced what goes when it comes, null if nothing; may have the same name
   */
  Placement place(Path upload, String artifact, @Nullable String replaced)
      throws DeploymentException {
    Swap swap = null;
    try {
      DurableFiles.force(upload);
      if (replaced != null) {
        swap = Swap.begin(hidden(SWAP + owner), artifact, replaced);
        setAside(swap);
      }
      DurableFiles.rename(upload, of(artifact));
      if (swap != null && !swap.isInPlace()) {
        removeEmptyParent(of(swap.replaced()));
      }
      return placement(artifact, swap);
    } catch (IOException e) {
      if (swap != null && !exists(swap.replaced()) && Files.exists(swap.previous())) {
        putBack(swap);
      } else if (swap != null) {
        discard(swap.folder());
      }
      throw storage("The upload cannot be put into the apps folder", e);
    }
  }

  private void setAside(Swap swap) throws IOException {
    Path replaced = of(swap.replaced());
    if (swap.isInPlace()) {
      keep(replaced, swap.previous());
    } else {
      DurableFiles.rename(replaced, swap.previous());
      DurableFiles.forceFolder(folder);
    }
  }

  /** A second name for a file, or a copy where a file has one name only. */
  private static void keep(Path file, Path second) throws IOException {
    try {
      Files.createLink(second, file);
    } catch (UnsupportedOperationException | FileSystemException e) {
      log.debug("{} gets no second name; it is copied", file, e);
      Files.copy(file, second);
    }
  }

  /**
   * Brings back what was there before; what was put there goes, unless others have put something
   * else there meanwhile: then that stays.
   */
  void undo(Placement placement) {
    Path file = of(placement.artifact());
    if (!isStill(file, placement.stamp())) {
      log.info(
          "{} was changed in the apps folder meanwhile; it stays", Printable.of(file.toString()));
      confirm(placement);
      return;
    }
    Swap swap = placement.swap();
    if (swap == null || !swap.isInPlace()) {
      discard(file);
    }
    if (swap != null) {
      putBack(swap);
    }
  }

  private static boolean isStill(Path file, @Nullable FileStamp stamp) {
    try {
      return FileStamp.of(file).filter(now -> now.equals(stamp)).isPresent();
    } catch (IOException e) {
      log.debug("{} cannot be looked at", file, e);
      return false;
    }
  }

  private void putBack(Swap swap) {
    Path replaced = of(swap.replaced());
    try {
      Files.createDirectories(replaced.toAbsolutePath().getParent()); // it may have been the last
      DurableFiles.rename(swap.previous(), replaced);
      discard(swap.folder());
    } catch (IOException e) {
      log.error(
          "{} cannot be put back ({}); rename {} to it",
          Printable.of(swap.replaced()),
          Printable.of(e.toString()),
          swap.previous());
    }
  }

  /** What was replaced is not needed any more. */
  void confirm(Placement placement) {
    Swap swap = placement.swap();
    if (swap != null) {
      discard(swap.folder());
    }
  }

  /**
   * Takes an artifact and its sidecar out of the folder.
   *
   * @throws DeploymentException if it is not there, or the disk does not let us
   */
  void remove(String artifact) throws DeploymentException {
    Path removed = hidden("removed");
    try {
      DurableFiles.rename(of(artifact), removed);
      Files.deleteIfExists(Sighting.sidecarOf(of(artifact)));
      removeEmptyParent(of(artifact));
      DurableFiles.forceFolder(folder);
    } catch (NoSuchFileException e) {
      throw new DeploymentException(
          Kind.NOT_FOUND,
          "There is no " + Printable.of(artifact) + " in the apps folder any more.");
    } catch (IOException e) {
      throw storage(Printable.of(artifact) + " cannot be taken out of the apps folder", e);
    }
    discard(removed);
  }

  /** A folder with versions goes with its last version. */
  private void removeEmptyParent(Path artifact) throws IOException {
    Path parent = artifact.getParent();
    if (parent != null && !parent.equals(folder)) {
      Markers.remove(artifact.resolveSibling(artifact.getFileName() + Markers.DEPLOYED));
      Markers.remove(artifact.resolveSibling(artifact.getFileName() + Markers.FAILED));
      try {
        Files.delete(parent);
      } catch (DirectoryNotEmptyException _) {
        log.debug("{} holds other versions", parent);
      }
    }
  }

  /** Deletes a file, or a folder with all that is in it; nothing is lost if that fails. */
  void discard(Path path) {
    try {
      Files.walkFileTree(path, new Deletion());
    } catch (NoSuchFileException _) {
      log.debug("{} is gone already", path);
    } catch (IOException e) {
      log.warn("{} cannot be deleted ({}); delete it", path, Printable.of(e.toString()));
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.delete(visited);
      return FileVisitResult.CONTINUE;
    }
  }

  static DeploymentException storage(String what, IOException why) {
    return new DeploymentException(
        Kind.STORAGE,
        "%s: %s. Check its permissions and the free space."
            .formatted(what, Printable.of(why.toString())));
  }
}
