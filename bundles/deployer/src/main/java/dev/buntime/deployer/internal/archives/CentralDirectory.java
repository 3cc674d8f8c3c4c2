package dev.buntime.deployer.internal.archives;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipException;

/**
 * The list of all entries at the end of an archive.
 *
 * @param entries in the order of the list
 * @param position where the list begins
 */
record CentralDirectory(List<ArchiveEntry> entries, long position) {
  /** Of the largest jars it has 10 MiB, and it is kept in memory. */
  private static final int MAX_SIZE = 32 << 20;

  private static final int SIGNATURE = 0x02014b50;
  private static final int LENGTH = 46;
  private static final int UNICODE_PATH = 0x7075;

  /**
   * Reads it.
   *
   * @param most how many there may be
   * @throws ZipException if the directory is not whole
   */
  static CentralDirectory read(ArchiveFile file, int most)
      throws IOException, RefusedArchiveException {
    EndRecord end = EndRecord.find(file);
    long size = end.position() - end.directory();
    if (end.entries() > most || size > MAX_SIZE) {
      throw new RefusedArchiveException(
          ("it has %d entries, listed in %d bytes; allowed are %d in %s, with those of archives in"
                  + " it: leave out what it does not need")
              .formatted(end.entries(), size, most, ArchiveLimits.bytes(MAX_SIZE)));
    }
    ByteBuffer bytes = file.read(end.directory(), (int) size);
    List<ArchiveEntry> entries = new ArrayList<>();
    while (bytes.hasRemaining()) {
      entries.add(next(bytes));
    }
    if (entries.size() != end.entries()) {
      throw new ZipException(
          "its central directory has %d entries, its end says %d"
              .formatted(entries.size(), end.entries()));
    }
    return new CentralDirectory(List.copyOf(entries), end.directory());
  }

  private static ArchiveEntry next(ByteBuffer bytes) throws ZipException, RefusedArchiveException {
    if (bytes.remaining() < LENGTH || bytes.getInt(bytes.position()) != SIGNATURE) {
      throw new ZipException("its central directory is broken");
    }
    ByteBuffer head = part(bytes, LENGTH);
    int nameLength = unsigned(head, 28);
    int extraLength = unsigned(head, 30);
    int commentLength = unsigned(head, 32);
    if (bytes.remaining() < nameLength + extraLength + commentLength) {
      throw new ZipException("its central directory is cut off");
    }
    String name = text(part(bytes, nameLength));
    refuseSecondName(name, part(bytes, extraLength));
    part(bytes, commentLength);
    return new ArchiveEntry(
        name,
        unsigned(head, 8),
        unsigned(head, 10),
        Integer.toUnsignedLong(head.getInt(16)),
        Integer.toUnsignedLong(head.getInt(20)),
        Integer.toUnsignedLong(head.getInt(24)),
        unsigned(head, 40),
        Integer.toUnsignedLong(head.getInt(42)));
  }

  private static ByteBuffer part(ByteBuffer bytes, int length) {
    ByteBuffer part = bytes.slice(bytes.position(), length).order(bytes.order());
    bytes.position(bytes.position() + length);
    return part;
  }

  private static String text(ByteBuffer name) throws RefusedArchiveException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(name).toString();
    } catch (CharacterCodingException _) {
      String shown = Quoted.of(StandardCharsets.ISO_8859_1.decode(name.rewind()).toString());
      throw new RefusedArchiveException(
          "entry %s has a name that is not UTF-8; rename it and build the archive again"
              .formatted(shown));
    }
  }

  /** Some readers take the name from this field. */
  private static void refuseSecondName(String name, ByteBuffer extra)
      throws RefusedArchiveException {
    while (extra.remaining() >= 2 * Short.BYTES) {
      int id = Short.toUnsignedInt(extra.getShort());
      int length = Math.min(Short.toUnsignedInt(extra.getShort()), extra.remaining());
      if (id == UNICODE_PATH) {
        throw new RefusedArchiveException(
            ("entry %s has a second name in a Unicode path field, which only some readers know;"
                    + " build the archive without it")
                .formatted(Quoted.of(name)));
      }
      part(extra, length);
    }
  }

  private static int unsigned(ByteBuffer buffer, int at) {
    return Short.toUnsignedInt(buffer.getShort(at));
  }
}
