package dev.buntime.deployer.internal;

import dev.buntime.admin.DeploymentException;
import dev.buntime.admin.DeploymentException.Kind;
import dev.buntime.jsonc.Printable;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
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
 * The runner's own changes of the apps folder, durable when a method returns. Whoever looks at the
 * folder never sees half an artifact; for a moment none, when one takes the place of another with
 * another name. What is on its way has a hidden name, which no artifact has. Thread-safe.
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
    List<Path> left = new ArrayList<>();
    try (DirectoryStream<Path> hidden = Files.newDirectoryStream(folder, HIDDEN + "*")) {
      hidden.forEach(left::add);
    } catch (IOException | DirectoryIteratorException e) {
      log.warn("What an earlier run left in {} cannot be found: {}", folder, e.toString());
    }
    left.forEach(this::clean);
  }

  private void clean(Path left) {
    try {
      if (String.valueOf(left.getFileName()).startsWith(HIDDEN + SWAP + owner)) {
        resume(left);
      } else if (isOld(left)) {
        discard(left);
      }
    } catch (NoSuchFileException _) {
      log.debug("{} is gone", left); // another runner's
    } catch (IOException | RuntimeException e) {
      log.warn("{} was left by an earlier run and cannot be read: {}", left, e.toString());
    }
  }

  private static boolean isOld(Path left) throws IOException {
    return Files.getLastModifiedTime(left, LinkOption.NOFOLLOW_LINKS)
        .toInstant()
        .isBefore(Instant.now().minus(LEFT_OVER));
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

  private Placement placement(String artifact, @Nullable Swap swap) {
    FileStamp stamp = null;
    try {
      stamp = FileStamp.of(of(artifact)).orElse(null);
    } catch (IOException e) {
      log.debug("{} cannot be looked at", artifact, e); // so it is never taken back
    }
    return new Placement(artifact, stamp, swap);
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
    } catch (IOException e) {
      takeBack(upload, artifact, swap);
      throw storage("The upload cannot be put into the apps folder", e);
    }
    if (swap != null && !swap.isInPlace()) {
      removeEmptyParent(of(swap.replaced()));
    }
    return placement(artifact, swap);
  }

  /** A step has failed; whichever it was, the folder is as it was before. */
  private void takeBack(Path upload, String artifact, @Nullable Swap swap) {
    boolean placed = !Files.exists(upload);
    if (placed && (swap == null || !swap.isInPlace())) {
      discard(of(artifact));
    }
    if (swap == null) {
      return;
    }
    boolean missing = placed || !exists(swap.replaced());
    if (missing && Files.exists(swap.previous())) {
      putBack(swap);
    } else {
      discard(swap.folder());
    }
  }

  private void setAside(Swap swap) throws IOException {
    Path replaced = of(swap.replaced());
    if (swap.isInPlace()) {
      keep(replaced, swap.previous());
    } else {
      DurableFiles.rename(replaced, swap.previous());
    }
    DurableFiles.forceFolder(swap.folder());
    DurableFiles.forceFolder(folder);
  }

  /** A second name for a file, or a copy where a file has one name only; whole or not at all. */
  private static void keep(Path file, Path second) throws IOException {
    try {
      Files.createLink(second, file);
    } catch (UnsupportedOperationException | FileSystemException e) {
      log.debug("{} gets no second name; it is copied", file, e);
      Path part = second.resolveSibling(second.getFileName() + ".part");
      Files.copy(file, part);
      DurableFiles.force(part);
      DurableFiles.rename(part, second);
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

  /** A folder with versions goes with its last version; if it cannot, it stays, empty. */
  private void removeEmptyParent(Path artifact) {
    Path parent = artifact.getParent();
    if (parent == null || parent.equals(folder)) {
      return;
    }
    Markers.remove(artifact.resolveSibling(artifact.getFileName() + Markers.DEPLOYED));
    Markers.remove(artifact.resolveSibling(artifact.getFileName() + Markers.FAILED));
    try {
      Files.delete(parent);
    } catch (DirectoryNotEmptyException | NoSuchFileException _) {
      log.debug("{} holds other versions, or is gone", parent);
    } catch (IOException e) {
      log.warn("{} is empty and cannot be deleted: {}", parent, Printable.of(e.toString()));
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
