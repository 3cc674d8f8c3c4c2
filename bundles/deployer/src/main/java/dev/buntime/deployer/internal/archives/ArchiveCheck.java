package dev.buntime.deployer.internal.archives;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipException;

/**
 * Checks that an artifact is an archive of which all readers see the same, that it holds no more
 * than is allowed, and that nothing in it leads out of it. It reads each entry once, piece by
 * piece, and stops at the first fault. Thread-safe.
 */
public final class ArchiveCheck {
  private final ArchiveLimits limits;

  public ArchiveCheck(ArchiveLimits limits) {
    this.limits = limits;
  }

  /**
   * Checks the size of a file before anything is done with it.
   *
   * @param size in bytes
   */
  public void checkSize(long size) throws RefusedArchiveException {
    if (size > limits.fileSize()) {
      throw new RefusedArchiveException(
          "it has %d bytes; allowed are %s: leave out what it does not need"
              .formatted(size, ArchiveLimits.bytes(limits.fileSize())));
    }
  }

  /**
   * Checks an artifact.
   *
   * @param artifact a private copy, which nobody changes; an archive in it is copied beside it
   *     while it is looked at
   * @throws ZipException if it is not a complete archive; the message says why
   * @throws IOException if the disk fails
   * @throws RefusedArchiveException if it is complete, but not allowed
   */
  public void check(Path artifact) throws IOException, RefusedArchiveException {
    long size = Files.size(artifact);
    checkSize(size);
    new Inspection(limits, new Budget(limits, size)).artifact(artifact);
  }
}
