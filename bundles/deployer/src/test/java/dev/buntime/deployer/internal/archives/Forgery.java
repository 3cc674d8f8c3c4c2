package dev.buntime.deployer.internal.archives;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Writes archives as no honest tool does. Not thread-safe. */
final class Forgery {
  static final String MANIFEST_TEXT =
      "Manifest-Version: 1.0\r\nBundle-ManifestVersion: 2\r\nBundle-SymbolicName: forged\r\n\r\n";

  private final List<ForgedEntry> entries = new ArrayList<>();
  private byte[] prefix = {};
  private byte[] beforeDirectory = {};
  private byte[] behindDirectory = {};
  private byte[] suffix = {};
  private String comment = "";
  private int commentShift;
  private int countShift;
  private int disk;
  private long directoryShift;
  private long directorySizeShift;

  private Forgery() {}

  /** A jar with these entries behind a manifest. */
  static Forgery jar(ForgedEntry... more) {
    return plain(ForgedEntry.of(ArchiveEntry.MANIFEST, MANIFEST_TEXT)).and(more);
  }

  /** An archive of these entries. */
  static Forgery plain(ForgedEntry... more) {
    return new Forgery().and(more);
  }

  /** A jar with a manifest of these lines, which are folded when they are too long for Java. */
  static Forgery manifest(String... lines) {
    return plain(
        ForgedEntry.of(
            ArchiveEntry.MANIFEST,
            String.join("\n", lines).replaceAll("(.{400})(?=.)", "$1\n ") + "\n"));
  }

  Forgery and(ForgedEntry... more) {
    entries.addAll(Arrays.asList(more));
    return this;
  }

  Forgery prefix(String text) {
    prefix = text.getBytes(StandardCharsets.UTF_8);
    return this;
  }

  Forgery beforeDirectory(byte... bytes) {
    beforeDirectory = bytes;
    return this;
  }

  Forgery behindDirectory(byte... bytes) {
    behindDirectory = bytes;
    return this;
  }

  Forgery suffix(byte... bytes) {
    suffix = bytes;
    return this;
  }

  Forgery comment(String text) {
    comment = text;
    return this;
  }

  Forgery commentShift(int bytes) {
    commentShift = bytes;
    return this;
  }

  Forgery countShift(int count) {
    countShift = count;
    return this;
  }

  Forgery disk(int number) {
    disk = number;
    return this;
  }

  Forgery directoryShift(long bytes) {
    directoryShift = bytes;
    return this;
  }

  Forgery directorySizeShift(long bytes) {
    directorySizeShift = bytes;
    return this;
  }

  byte[] bytes() {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ByteArrayOutputStream directory = new ByteArrayOutputStream();
    file.writeBytes(prefix);
    int count = countShift;
    for (ForgedEntry each : entries) {
      int offset = file.size() - prefix.length;
      if (each.written) {
        file.writeBytes(local(each));
      }
      if (each.listed) {
        directory.writeBytes(listed(each, offset + each.offsetShift));
        count++;
      }
    }
    file.writeBytes(beforeDirectory);
    long start = file.size() - prefix.length + directoryShift;
    file.writeBytes(directory.toByteArray());
    file.writeBytes(behindDirectory);
    file.writeBytes(end(count, directory.size() + directorySizeShift, start));
    file.writeBytes(suffix);
    return file.toByteArray();
  }

  private static byte[] local(ForgedEntry entry) {
    byte[] name = Objects.requireNonNullElse(entry.localName, entry.name);
    int length = 30 + name.length + entry.extra.length;
    ByteBuffer out = buffer(length + entry.data.length + entry.descriptor.length);
    out.putInt(0x04034b50).putShort((short) 20).putShort((short) entry.flags);
    out.putShort((short) (entry.localMethod < 0 ? entry.method : entry.localMethod)).putInt(0);
    out.putInt((int) entry.crc).putInt((int) entry.compressedSize);
    out.putInt((int) (entry.localSize < 0 ? entry.size : entry.localSize));
    out.putShort((short) name.length).putShort((short) entry.extra.length);
    return bytes(out.put(name).put(entry.extra).put(entry.data).put(entry.descriptor));
  }

  private static byte[] listed(ForgedEntry entry, long offset) {
    ByteBuffer out = buffer(46 + entry.name.length + entry.extra.length);
    out.putInt(0x02014b50).putShort((short) (3 << 8 | 20)).putShort((short) 20);
    out.putShort((short) entry.flags).putShort((short) entry.method).putInt(0);
    out.putInt((int) entry.crc).putInt((int) entry.compressedSize).putInt((int) entry.size);
    out.putShort((short) entry.name.length).putShort((short) entry.extra.length);
    out.putShort((short) 0).putShort((short) 0).putShort((short) 0);
    out.putInt(entry.mode << 16).putInt((int) offset);
    return bytes(out.put(entry.name).put(entry.extra));
  }

  private byte[] end(int count, long size, long start) {
    byte[] text = comment.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer out = buffer(22 + text.length);
    out.putInt(0x06054b50).putShort((short) disk).putShort((short) disk);
    out.putShort((short) count).putShort((short) count).putInt((int) size).putInt((int) start);
    return bytes(out.putShort((short) (text.length + commentShift)).put(text));
  }

  private static byte[] bytes(ByteBuffer written) {
    byte[] bytes = new byte[written.position()];
    written.flip().get(bytes);
    return bytes;
  }

  private static ByteBuffer buffer(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }
}
