package dev.buntime.pipeline.internal.port;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/**
 * How files look from outside, links followed: other content has other stamps.
 *
 * @param stamps of each file, in order
 */
record FileStamps(List<String> stamps) {
  /** Of no files. */
  static final FileStamps NONE = new FileStamps(List.of());

  /** How they look now. */
  static FileStamps of(List<Path> files) {
    return new FileStamps(files.stream().map(FileStamps::stamp).toList());
  }

  private static String stamp(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.lastModifiedTime().toInstant()
          + " "
          + attributes.size()
          + " "
          + attributes.fileKey();
    } catch (IOException e) {
      return e.toString(); // not there, or not readable: that is a look as well
    }
  }
}
