package dev.buntime.deployer.internal.archives;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Reads the data of entries piece by piece, and stops with the first byte that is more than an
 * entry is said to have. For one thread.
 */
final class EntryReader implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final ArchiveFile file;
  private final Inflater inflater = new Inflater(true);
  private final byte[] compressed = new byte[BUFFER];
  private final byte[] plain = new byte[BUFFER];

  EntryReader(ArchiveFile file) {
    this.file = file;
  }

  /**
   * Copies the content of an entry.
   *
   * @throws ZipException if it has not the size and the checksum that it is said to have
   */
  void copy(PlacedEntry placed, OutputStream to) throws IOException {
    Sink sink = new Sink(placed.entry(), to);
    if (placed.entry().method() == ArchiveEntry.STORED) {
      store(placed, sink);
    } else if (placed.entry().compressedSize() > 0) {
      inflate(placed, sink);
    }
    sink.end();
  }

  private void store(PlacedEntry placed, Sink sink) throws IOException {
    Source source = new Source(placed);
    while (source.left > 0) {
      sink.write(compressed, source.next());
    }
  }

  private void inflate(PlacedEntry placed, Sink sink) throws IOException {
    Source source = new Source(placed);
    inflater.reset();
    try {
      while (!inflater.finished()) {
        if (inflater.needsInput()) {
          inflater.setInput(compressed, 0, source.next());
        }
        sink.write(plain, inflater.inflate(plain));
        if (inflater.needsDictionary()) {
          throw sink.broken("needs a dictionary");
        }
      }
    } catch (DataFormatException e) {
      throw sink.broken("has data that cannot be inflated (%s)".formatted(e.getMessage()));
    }
    if (source.left > 0 || inflater.getRemaining() > 0) {
      throw sink.broken("has more data than it uses");
    }
  }

  @Override
  public void close() {
    inflater.end();
  }

  /** What is left of the compressed data of an entry. */
  private final class Source {
    private final ArchiveEntry entry;
    private long position;
    private long left;

    Source(PlacedEntry placed) {
      entry = placed.entry();
      position = placed.start();
      left = entry.compressedSize();
    }

    /** Reads the next piece. */
    int next() throws IOException {
      if (left == 0) {
        throw new ZipException("entry %s ends too early".formatted(entry.quoted()));
      }
      int length = (int) Math.min(left, BUFFER);
      file.fill(ByteBuffer.wrap(compressed, 0, length), position);
      position += length;
      left -= length;
      return length;
    }
  }

  /** Where the content of an entry goes, as long as it is what was said. */
  private static final class Sink {
    private final ArchiveEntry entry;
    private final OutputStream to;
    private final CRC32 crc = new CRC32();
    private long count;

    Sink(ArchiveEntry entry, OutputStream to) {
      this.entry = entry;
      this.to = to;
    }

    void write(byte[] bytes, int length) throws IOException {
      count += length;
      if (count > entry.size()) {
        throw broken("is larger than its size, " + entry.size() + " bytes");
      }
      crc.update(bytes, 0, length);
      to.write(bytes, 0, length);
    }

    void end() throws ZipException {
      if (count != entry.size()) {
        throw broken("has %d bytes, but its size is %d".formatted(count, entry.size()));
      }
      if (crc.getValue() != entry.crc()) {
        throw new ZipException("the checksum of entry " + entry.quoted() + " is wrong");
      }
    }

    ZipException broken(String what) {
      return new ZipException(
          "entry %s %s; build the archive again".formatted(entry.quoted(), what));
    }
  }
}
