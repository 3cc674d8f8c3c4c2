package dev.buntime.deployer.internal.archives;

import java.util.Locale;
import java.util.stream.Stream;

/**
 * An entry as the central directory describes it.
 *
 * @param name as it is written
 * @param flags general purpose bits
 * @param method how it is compressed
 * @param crc checksum of its content
 * @param compressedSize in bytes
 * @param size uncompressed, in bytes
 * @param mode of its file on Unix, 0 if it came from elsewhere
 * @param offset of its local header from the start of the archive
 */
record ArchiveEntry(
    String name,
    int flags,
    int method,
    long crc,
    long compressedSize,
    long size,
    int mode,
    long offset) {
  /** The method of what is not compressed. */
  static final int STORED = 0;

  /** The method of everything else. */
  static final int DEFLATED = 8;

  static final String MANIFEST = "META-INF/MANIFEST.MF";

  private static final int DESCRIPTOR = 1 << 3;

  /** Its name for messages. */
  String quoted() {
    return Quoted.of(name);
  }

  /** Whether it is a folder by its name. */
  boolean isFolder() {
    return name.endsWith("/");
  }

  /** The name without the slash of a folder. */
  String path() {
    return isFolder() ? name.substring(0, name.length() - 1) : name;
  }

  /** Whether its sizes and its checksum stand behind its data, too. */
  boolean hasDescriptor() {
    return (flags & DESCRIPTOR) != 0;
  }

  /** Whether it is an archive by its name. */
  boolean isNamedAsArchive() {
    String lower = name.toLowerCase(Locale.ROOT);
    return Stream.of(".jar", ".war", ".ear", ".zip").anyMatch(lower::endsWith);
  }
}
