package dev.buntime.plugin.authn.internal.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * What tells whether a file has been replaced.
 *
 * @param modified when it was written
 * @param size in bytes; -1 if there is none
 * @param key of the file in the file system, as text
 */
record KeyStamp(FileTime modified, long size, String key) {
  private static final KeyStamp NO_FILE = new KeyStamp(FileTime.fromMillis(0), -1, "");

  /** The stamp of a file as it is now. */
  static KeyStamp of(Path file) throws IOException {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new KeyStamp(
          attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey()));
    } catch (NoSuchFileException _) {
      return NO_FILE;
    }
  }
}
