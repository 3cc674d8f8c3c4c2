package dev.buntime.deployer.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * What the file system tells about a file without opening it. Equal stamps mean: nobody touched it.
 *
 * @param size in bytes
 * @param modified time of the last change
 * @param key device and inode, which a rename over the file changes; "null" where there is none
 */
record FileStamp(long size, FileTime modified, String key) {

  /** The stamp of what cannot be looked at. */
  static final FileStamp UNKNOWN = new FileStamp(0, FileTime.fromMillis(0), "unreadable");

  /**
   * The stamp of a regular file, links followed; empty for anything else and for what is not there.
   */
  static Optional<FileStamp> of(Path file) throws IOException {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.isRegularFile() ? Optional.of(of(attributes)) : Optional.empty();
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException e) {
      if (Files.isSymbolicLink(file)) { // that leads nowhere
        return Optional.empty();
      }
      throw e;
    }
  }

  private static FileStamp of(BasicFileAttributes attributes) {
    return new FileStamp(
        attributes.size(), attributes.lastModifiedTime(), String.valueOf(attributes.fileKey()));
  }
}
