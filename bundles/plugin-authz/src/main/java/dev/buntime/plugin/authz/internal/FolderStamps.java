package dev.buntime.plugin.authz.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What tells, without a look into them, that files of a folder have changed.
 *
 * @param stamps by file, whose names do not begin with a dot
 */
record FolderStamps(Map<Path, Stamp> stamps) {
  /** Of a folder that cannot be read, and different from all others. */
  static final FolderStamps NONE = new FolderStamps(Map.of());

  /** Copies the map. */
  FolderStamps {
    stamps = Map.copyOf(stamps);
  }

  /**
   * Of a file.
   *
   * @param time when it was changed
   * @param size in bytes
   * @param key of the file, if the file system has one
   */
  record Stamp(Instant time, long size, String key) {}

  /**
   * Those of now.
   *
   * @throws IOException if the folder cannot be read
   */
  static FolderStamps of(Path folder) throws IOException {
    Map<Path, Stamp> stamps = new HashMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (!file.getFileName().toString().startsWith(".")) {
          stamp(file).ifPresent(stamp -> stamps.put(file, stamp));
        }
      }
    }
    return new FolderStamps(stamps);
  }

  private static Optional<Stamp> stamp(Path file) throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return Optional.of(
          new Stamp(
              attributes.lastModifiedTime().toInstant(),
              attributes.size(),
              String.valueOf(attributes.fileKey())));
    } catch (NoSuchFileException _) {
      return Optional.empty(); // gone while it was looked at
    }
  }
}
