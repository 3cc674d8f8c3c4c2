package dev.buntime.deployer.internal.archives;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.ZipException;

/**
 * The record at the end of an archive, which tells where the central directory is.
 *
 * @param position where it begins
 * @param entries in the central directory
 * @param directory where the central directory begins; it ends where this record begins
 */
record EndRecord(long position, int entries, long directory) {
  private static final int SIGNATURE = 0x06054b50;
  private static final int LOCATOR = 0x07064b50; // of the end record of zip64
  private static final int LENGTH = 22;
  private static final int LOCATOR_LENGTH = 20;
  private static final int MAX_COMMENT = 0xffff;
  private static final long MORE = 0xffffffffL; // what stands for: see zip64

  /**
   * Finds it. The last signature in the file is the record, and nothing may be behind its comment:
   * so no reader finds another one.
   *
   * @throws ZipException if it is not there, or does not fit to the file
   */
  static EndRecord find(ArchiveFile file) throws IOException, RefusedArchiveException {
    if (file.size() == 0) {
      throw new ZipException("zip file is empty");
    }
    int length = (int) Math.min(file.size(), LENGTH + MAX_COMMENT);
    ByteBuffer tail = file.read(file.size() - length, length);
    for (int i = length - LENGTH; i >= 0; i--) {
      if (tail.getInt(i) == SIGNATURE) {
        EndRecord end = parse(tail.slice(i, length - i).order(tail.order()), file.size());
        end.refuseZip64(file);
        return end;
      }
    }
    throw new ZipException("zip END header not found");
  }

  private static EndRecord parse(ByteBuffer record, long fileSize)
      throws ZipException, RefusedArchiveException {
    int comment = unsigned(record.getShort(20));
    int behind = record.limit() - LENGTH - comment;
    if (behind != 0) {
      throw new ZipException(
          behind > 0
              ? "%d bytes follow its end, it may be two archives in one".formatted(behind)
              : "the comment at its end is cut off");
    }
    if (record.getInt(4) != 0 || record.getShort(8) != record.getShort(10)) {
      throw new RefusedArchiveException(
          "it is one of several parts of a split archive; build it as one file");
    }
    long directorySize = Integer.toUnsignedLong(record.getInt(12));
    long directory = Integer.toUnsignedLong(record.getInt(16));
    int entries = unsigned(record.getShort(10));
    if (entries == MAX_COMMENT || directorySize == MORE || directory == MORE) {
      throw zip64();
    }
    return checked(fileSize - record.limit(), entries, directory, directorySize);
  }

  private static EndRecord checked(long position, int entries, long directory, long directorySize)
      throws ZipException {
    long before = position - directorySize - directory;
    if (before > 0) {
      throw new ZipException(
          ("%d bytes lie before its first entry or behind its central directory, as in a script"
                  + " with an archive behind it or in two archives in one; build it as a plain"
                  + " archive")
              .formatted(before));
    }
    if (before < 0) {
      throw new ZipException("its central directory is not where its end says");
    }
    return new EndRecord(position, entries, directory);
  }

  private void refuseZip64(ArchiveFile file) throws IOException, RefusedArchiveException {
    long locator = position - LOCATOR_LENGTH;
    if (locator >= directory && file.read(locator, Integer.BYTES).getInt(0) == LOCATOR) {
      throw zip64();
    }
  }

  /** Two sets of numbers may tell two stories, and within the limits the second has no use. */
  private static RefusedArchiveException zip64() {
    return new RefusedArchiveException(
        "it has the end of a zip64 archive, which no archive needs that keeps the limits; build it"
            + " without zip64");
  }

  private static int unsigned(short value) {
    return Short.toUnsignedInt(value);
  }
}
