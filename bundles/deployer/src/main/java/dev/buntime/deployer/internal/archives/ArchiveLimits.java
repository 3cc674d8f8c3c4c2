package dev.buntime.deployer.internal.archives;

/**
 * What an artifact may hold at most. Archives in it count into the same sums.
 *
 * @param fileSize of the artifact itself, in bytes
 * @param entries files and folders
 * @param entrySize of one entry, uncompressed, in bytes
 * @param totalSize of all entries together, uncompressed, in bytes
 * @param ratio how often an entry may be as large as its compressed data, and all together as the
 *     artifact
 * @param freeSize up to which the ratio does not matter, in bytes
 * @param depth folders in folders
 * @param nameLength of an entry, in characters
 * @param parsedSize of a file that the runner or the framework parses, in bytes
 * @param nesting archives in archives
 */
public record ArchiveLimits(
    long fileSize,
    int entries,
    long entrySize,
    long totalSize,
    int ratio,
    long freeSize,
    int depth,
    int nameLength,
    int parsedSize,
    int nesting) {
  private static final int MIB = 1 << 20;

  /** An artifact is copied twice, into the data folder and into the framework's storage. */
  private static final long FILE_SIZE = 512L * MIB;

  /** As many as a zip holds without zip64; the largest jars in use have some ten thousand. */
  private static final int ENTRIES = 65_534;

  /** Native libraries of machine learning, the largest files in jars, have about as much. */
  private static final long ENTRY_SIZE = 512L * MIB;

  /** What a disk bears of one app, and what is inflated in seconds. */
  private static final long TOTAL_SIZE = 1024L * MIB;

  /** Deflate makes 1032 of 1; classes and texts make 2 to 10, tables of generated data up to 50. */
  private static final int RATIO = 100;

  /** Small files of one repeated character are common and harm nobody. */
  private static final long FREE_SIZE = 16L * MIB;

  /** Packages of three words in META-INF/versions have half of it. */
  private static final int DEPTH = 40;

  /** With the folder before it, what Linux bears of a path is 4096 bytes. */
  private static final int NAME_LENGTH = 1024;

  /** A manifest with the digests of all entries of a large signed jar has a few. */
  private static final int PARSED_SIZE = 8 * MIB;

  /** An enterprise archive has web archives, which have jars. */
  private static final int NESTING = 3;

  /** The limits in force. */
  public static final ArchiveLimits DEFAULTS =
      new ArchiveLimits(
          FILE_SIZE,
          ENTRIES,
          ENTRY_SIZE,
          TOTAL_SIZE,
          RATIO,
          FREE_SIZE,
          DEPTH,
          NAME_LENGTH,
          PARSED_SIZE,
          NESTING);

  /** A number of bytes as people write it. */
  static String bytes(long size) {
    return size % MIB == 0 ? size / MIB + " MiB" : size + " bytes";
  }
}
