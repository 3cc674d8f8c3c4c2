package dev.buntime.deployer.internal.archives;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/** An entry of which everything can be a lie. Not thread-safe. */
final class ForgedEntry {
  private static final int CHUNK = 16 << 20;

  byte[] name;
  byte @Nullable [] localName;
  byte[] data;
  int flags = 1 << 11;
  int method = ArchiveEntry.DEFLATED;
  int localMethod = -1;
  long crc;
  long compressedSize;
  long size;
  long localSize = -1;
  int mode;
  byte[] extra = {};
  byte[] descriptor = {};
  long offsetShift;
  boolean listed = true;
  boolean written = true;

  private ForgedEntry(byte[] name, byte[] data, byte[] plain, long size) {
    this.name = name;
    this.data = data;
    CRC32 sum = new CRC32();
    sum.update(plain);
    this.crc = sum.getValue();
    this.compressedSize = data.length;
    this.size = size;
  }

  static ForgedEntry of(String name, String text) {
    return of(name, text.getBytes(StandardCharsets.UTF_8));
  }

  static ForgedEntry of(String name, byte[] content) {
    return new ForgedEntry(
        name.getBytes(StandardCharsets.UTF_8), deflate(content), content, content.length);
  }

  static ForgedEntry of(String name) {
    return of(name, "content");
  }

  static ForgedEntry folder(String name) {
    ForgedEntry folder = of(name, "").stored(new byte[0]);
    return folder;
  }

  /** As many times 16 MiB of zeros, without making them all. */
  static ForgedEntry zeros(String name, int chunks) {
    byte[] chunk = deflate(new byte[CHUNK], Deflater.FULL_FLUSH);
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    for (int i = 0; i < chunks; i++) {
      data.writeBytes(chunk);
    }
    data.writeBytes(new byte[] {3, 0}); // the last block, empty
    byte[] none = {};
    return new ForgedEntry(
        name.getBytes(StandardCharsets.UTF_8), data.toByteArray(), none, (long) chunks * CHUNK);
  }

  private static byte[] deflate(byte[] plain) {
    return deflate(plain, Deflater.NO_FLUSH);
  }

  private static byte[] deflate(byte[] plain, int flush) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    deflater.setInput(plain);
    if (flush == Deflater.NO_FLUSH) {
      deflater.finish();
    }
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 16];
    int count = deflater.deflate(buffer, 0, buffer.length, flush);
    while (count > 0) {
      data.write(buffer, 0, count);
      count = deflater.finished() ? 0 : deflater.deflate(buffer, 0, buffer.length, flush);
    }
    deflater.end();
    return data.toByteArray();
  }

  ForgedEntry stored(byte[] content) {
    data = content;
    CRC32 sum = new CRC32();
    sum.update(content);
    crc = sum.getValue();
    method = ArchiveEntry.STORED;
    compressedSize = content.length;
    size = content.length;
    return this;
  }

  ForgedEntry rawName(byte... bytes) {
    name = bytes;
    return this;
  }

  ForgedEntry localName(String other) {
    localName = other.getBytes(StandardCharsets.UTF_8);
    return this;
  }

  ForgedEntry flags(int more) {
    flags |= more;
    return this;
  }

  ForgedEntry method(int other) {
    method = other;
    return this;
  }

  ForgedEntry localMethod(int other) {
    localMethod = other;
    return this;
  }

  ForgedEntry mode(int unixMode) {
    mode = unixMode;
    return this;
  }

  ForgedEntry size(long said) {
    size = said;
    return this;
  }

  ForgedEntry localSize(long said) {
    localSize = said;
    return this;
  }

  ForgedEntry compressedSize(long said) {
    compressedSize = said;
    return this;
  }

  ForgedEntry crc(long said) {
    crc = said;
    return this;
  }

  ForgedEntry extra(int... bytes) {
    extra = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      extra[i] = (byte) bytes[i];
    }
    return this;
  }

  /** With what claims to be a descriptor behind the data. */
  ForgedEntry descriptor(byte... bytes) {
    descriptor = bytes;
    return flags(1 << 3);
  }

  ForgedEntry offsetShift(long bytes) {
    offsetShift = bytes;
    return this;
  }

  /** With bytes behind the compressed data that count as compressed. */
  ForgedEntry padded(int bytes) {
    data = Arrays.copyOf(data, data.length + bytes);
    compressedSize = data.length;
    return this;
  }

  /** With the data cut. */
  ForgedEntry cut(int bytes) {
    data = Arrays.copyOf(data, data.length - bytes);
    compressedSize = data.length;
    return this;
  }

  /** In the file, but not in the central directory. */
  ForgedEntry unlisted() {
    listed = false;
    return this;
  }

  /** In the central directory, but not in the file. */
  ForgedEntry unwritten() {
    written = false;
    return this;
  }
}
