package dev.buntime.deployer.internal.archives;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.ZipException;

/** The bytes of an archive, at any place; numbers are little-endian. For one thread. */
final class ArchiveFile implements AutoCloseable {
  private final FileChannel channel;
  private final long size;

  private ArchiveFile(FileChannel channel) throws IOException {
    this.channel = channel;
    this.size = channel.size();
  }

  static ArchiveFile open(Path file) throws IOException {
    return new ArchiveFile(FileChannel.open(file));
  }

  long size() {
    return size;
  }

  /**
   * Reads into a fresh buffer.
   *
   * @throws ZipException if the file ends before
   */
  ByteBuffer read(long position, int length) throws IOException {
    if (position < 0 || position > size - length) {
      throw new ZipException("it ends too early");
    }
    ByteBuffer buffer = ByteBuffer.allocate(length);
    fill(buffer, position);
    return buffer.order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Reads until a buffer is full, and turns it to be taken from. */
  void fill(ByteBuffer buffer, long position) throws IOException {
    long from = position;
    while (buffer.hasRemaining()) {
      int count = channel.read(buffer, from);
      if (count < 0) {
        throw new ZipException("it ends too early");
      }
      from += count;
    }
    buffer.flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
