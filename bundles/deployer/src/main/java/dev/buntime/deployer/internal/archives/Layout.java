package dev.buntime.deployer.internal.archives;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.ZipException;

/**
 * Checks that the local headers tell what the central directory tells, and that each byte of an
 * archive belongs to just one of its parts: a reader that goes from the front finds the same
 * entries as one that begins at the end, and no data counts twice.
 */
final class Layout {
  private static final int SIGNATURE = 0x04034b50;
  private static final int HEADER = 30;
  private static final int DESCRIPTOR_SIGNATURE = 0x08074b50;
  private static final int LONGEST_DESCRIPTOR = 24;

  private final ArchiveFile file;
  private final long directory;

  private Layout(ArchiveFile file, long directory) {
    this.file = file;
    this.directory = directory;
  }

  /**
   * The entries in the order of their data.
   *
   * @throws ZipException if something does not fit
   */
  static List<PlacedEntry> of(ArchiveFile file, CentralDirectory directory) throws IOException {
    return new Layout(file, directory.position()).place(directory.entries());
  }

  private List<PlacedEntry> place(List<ArchiveEntry> entries) throws IOException {
    List<PlacedEntry> placed = new ArrayList<>();
    long end = 0;
    for (ArchiveEntry entry :
        entries.stream().sorted(Comparator.comparingLong(ArchiveEntry::offset)).toList()) {
      if (entry.offset() < end) {
        throw broken(entry, "overlaps the one before it");
      }
      refuseGap(end, entry.offset());
      long start = dataStart(entry);
      placed.add(new PlacedEntry(entry, start));
      end = end(entry, start);
    }
    refuseGap(end, directory);
    return placed;
  }

  private static void refuseGap(long end, long next) throws ZipException {
    if (end != next) {
      throw new ZipException(
          "%d bytes from byte %d on belong to no entry; build the archive again"
              .formatted(next - end, end));
    }
  }

  private long dataStart(ArchiveEntry entry) throws IOException {
    byte[] name = entry.name().getBytes(StandardCharsets.UTF_8);
    ByteBuffer header = part(entry, entry.offset(), HEADER + name.length);
    if (header.getInt(0) != SIGNATURE) {
      throw broken(entry, "has no header where the central directory says");
    }
    if (Short.toUnsignedInt(header.getShort(26)) != name.length
        || !header.slice(HEADER, name.length).equals(ByteBuffer.wrap(name))) {
      throw broken(entry, "has another name in its local header");
    }
    if (Short.toUnsignedInt(header.getShort(6)) != entry.flags()
        || Short.toUnsignedInt(header.getShort(8)) != entry.method()
        || !hasSizesOf(entry, header)) {
      throw broken(entry, "has other sizes or flags in its local header");
    }
    int extra = Short.toUnsignedInt(header.getShort(28));
    return entry.offset() + header.capacity() + extra;
  }

  /** With a descriptor behind the data the header may leave out what was not known yet. */
  private static boolean hasSizesOf(ArchiveEntry entry, ByteBuffer header) {
    long crc = Integer.toUnsignedLong(header.getInt(14));
    long compressedSize = Integer.toUnsignedLong(header.getInt(18));
    long size = Integer.toUnsignedLong(header.getInt(22));
    boolean unknown = entry.hasDescriptor() && crc == 0 && compressedSize == 0 && size == 0;
    return unknown
        || (crc == entry.crc() && compressedSize == entry.compressedSize() && size == entry.size());
  }

  private long end(ArchiveEntry entry, long start) throws IOException {
    long end = start + entry.compressedSize();
    if (end > directory) {
      throw broken(entry, "reaches into the central directory");
    }
    return entry.hasDescriptor() ? end + descriptor(entry, end) : end;
  }

  /** The length of the descriptor: its signature is optional, its sizes have 4 or 8 bytes. */
  private int descriptor(ArchiveEntry entry, long position) throws IOException {
    int length = (int) Math.min(LONGEST_DESCRIPTOR, directory - position);
    ByteBuffer bytes = file.read(position, length);
    boolean signed = length >= Integer.BYTES && bytes.getInt() == DESCRIPTOR_SIGNATURE;
    if (!signed) {
      bytes.rewind();
    }
    int begin = bytes.position();
    if (bytes.remaining() >= 12 && is(entry.crc(), bytes.getInt())) {
      if (is(entry.compressedSize(), bytes.getInt(begin + 4))
          && is(entry.size(), bytes.getInt(begin + 8))) {
        return begin + 12;
      }
      if (bytes.remaining() >= 16
          && entry.compressedSize() == bytes.getLong(begin + 4)
          && entry.size() == bytes.getLong(begin + 12)) {
        return begin + 20;
      }
    }
    throw broken(entry, "has other sizes in the descriptor behind its data");
  }

  private static boolean is(long expected, int found) {
    return expected == Integer.toUnsignedLong(found);
  }

  private ByteBuffer part(ArchiveEntry entry, long position, int length) throws IOException {
    if (position + length > directory) {
      throw broken(entry, "has no header where the central directory says");
    }
    return file.read(position, length);
  }

  private static ZipException broken(ArchiveEntry entry, String what) {
    return new ZipException("entry %s %s; build the archive again".formatted(entry.quoted(), what));
  }
}
