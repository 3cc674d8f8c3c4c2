package dev.buntime.deployer.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The private folder with the bundles that are deployed, each once, named by its checksum. From it
 * further generations are installed, whatever happens to the apps folder. Thread-safe.
 */
final class RetainedCopies {
  private final Path folder;
  private final Map<String, Integer> holders = new ConcurrentHashMap<>(); // by checksum

  /**
   * @param folder made when it is needed; what an earlier run left there is deleted
   */
  RetainedCopies(Path folder) {
    this.folder = folder;
    PrivateFiles.clean(folder);
  }

  /** A content that stays on the disk until this is closed, and as long as others have it. */
  final class Copy implements AutoCloseable {
    private final String sha256;
    private final AtomicBoolean open = new AtomicBoolean(true);

    private Copy(String sha256) {
      this.sha256 = sha256;
    }

    /** Checksum of the content in lower-case hex. */
    String sha256() {
      return sha256;
    }

    /** Null takes the entry out of the map. */
    private @Nullable Integer letGo(int count) {
      if (count > 1) {
        return count - 1;
      }
      PrivateFiles.delete(file());
      return null;
    }

    /** Where it is. */
    Path file() {
      return folder.resolve(sha256 + Sighting.JAR);
    }

    @Override
    public void close() {
      if (open.getAndSet(false)) {
        holders.computeIfPresent(sha256, (_, count) -> letGo(count));
      }
    }
  }

  /**
   * Keeps the content of a staged artifact, whose file may be moved away by that.
   *
   * @throws IOException if the disk does not take it
   */
  Copy retain(StagedArtifact staged) throws IOException {
    return retain(staged.file(), staged.bundleSha256());
  }

  /**
   * Keeps the content of a file, which may be moved away by that.
   *
   * @param sha256 of the content, in lower-case hex
   * @throws IOException if the disk does not take it
   */
  Copy retain(Path file, String sha256) throws IOException {
    Copy copy = new Copy(sha256);
    try {
      holders.compute(sha256, (_, count) -> count == null ? move(file, copy.file()) : count + 1);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return copy;
  }

  /**
   * Keeps the content of a staged artifact like {@link #retain}.
   *
   * @throws RefusedException if the disk does not take it
   */
  Copy retainOrRefuse(StagedArtifact staged) throws RefusedException {
    try {
      return retain(staged);
    } catch (IOException e) {
      throw new RefusedException(
          "the runner cannot keep a copy of it: %s. Check the free space of the data folder"
              .formatted(e),
          Retry.SOON);
    }
  }

  private Integer move(Path from, Path to) {
    try {
      Files.createDirectories(folder);
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
      return 1;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
