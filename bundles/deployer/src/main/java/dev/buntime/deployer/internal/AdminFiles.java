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

  /** Another runner may be at work on what is younger. */
  private static final Duration LEFT_OVER = Duration.ofHours(1);

  private final Path folder;

  /**
   * @param folder the apps folder; what an earlier run has left on its way there is deleted
   */
  AdminFiles(Path folder) {
    this.folder = folder;
    clean();
  }

  private void clean() {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, HIDDEN + "*")) {
      Instant old = Instant.now().minus(LEFT_OVER);
      for (Path each : left) {
        if (Files.getLastModifiedTime(each, LinkOption.NOFOLLOW_LINKS).toInstant().isBefore(old)) {
          discard(each);
        }
      }
    } catch (IOException e) {
      log.debug("{} cannot be cleaned", folder, e);
    }
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

  /**
   * An artifact that was put into the folder.
   *
   * @param artifact its name
   * @param replaced name of what it replaces, null if nothing
   * @param previous what was replaced, null if nothing
   */
  record Placement(String artifact, @Nullable String replaced, @Nullable Path previous) {}

  /**
   * Puts an upload into the folder.
   *
   * @param artifact the name that it gets
   * @param replaced what goes when it comes, null if nothing; may have the same name
   */
  Placement place(Path upload, String artifact, @Nullable String replaced)
      throws DeploymentException {
    Path previous = null;
    try {
      DurableFiles.force(upload);
      if (replaced != null) {
        previous = hidden("previous");
        if (replaced.equals(artifact)) {
          keep(of(replaced), previous);
        } else {
          DurableFiles.rename(of(replaced), previous);
        }
      }
      DurableFiles.rename(upload, of(artifact));
      return new Placement(artifact, replaced, previous);
    } catch (IOException e) {
      if (previous != null && !exists(String.valueOf(replaced))) {
        putBack(previous, String.valueOf(replaced));
      } else if (previous != null) {
        discard(previous);
      }
      throw storage("The upload cannot be put into the apps folder", e);
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

  /** Brings back what was there before; what was put there goes. */
  void undo(Placement placement) {
    Path previous = placement.previous();
    if (previous == null || !placement.artifact().equals(placement.replaced())) {
      discard(of(placement.artifact()));
    }
    if (previous != null) {
      putBack(previous, String.valueOf(placement.replaced()));
    }
  }

  private void putBack(Path previous, String artifact) {
    try {
      DurableFiles.rename(previous, of(artifact));
    } catch (IOException e) {
      log.error(
          "{} cannot be put back ({}); rename {} to it",
          Printable.of(artifact),
          Printable.of(e.toString()),
          previous);
    }
  }

  /** What was replaced is not needed any more. */
  void confirm(Placement placement) {
    if (placement.previous() != null) {
      discard(placement.previous());
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
