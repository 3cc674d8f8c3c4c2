package dev.buntime.management.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that are written first and read then: few are in memory, many in a file that nobody else
 * may read, and that is gone when this is closed.
 */
final class Spool extends OutputStream {
  static final int IN_MEMORY = 1 << 20;

  private final long most;

  /** What is not in the file. */
  private final ByteArrayOutputStream memory = new ByteArrayOutputStream();

  private @Nullable FileChannel file;
  private long size;

  /**
   * @param most how many bytes are kept; of more than that none are
   */
  Spool(long most) {
    this.most = most;
  }

  /** Whether all that was written is kept. */
  boolean isWhole() {
    return size <= most;
  }

  /** Whether it is more than what is kept in memory. */
  boolean isLarge() {
    return size > IN_MEMORY;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] from, int offset, int length) throws IOException {
    size += length;
    if (!isWhole()) {
      empty();
      return;
    }
    memory.write(from, offset, length);
    if (memory.size() > IN_MEMORY) {
      store(file == null ? create() : file);
    }
  }

  private FileChannel create() throws IOException {
    Path path = Files.createTempFile("console-", ".spool");
    FileChannel created =
        FileChannel.open(
            path,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
    file = created;
    return created;
  }

  private void store(FileChannel to) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(memory.toByteArray());
    while (bytes.hasRemaining()) {
      var _ = to.write(bytes);
    }
    memory.reset();
  }

  /** What was written, from its begin; nothing is written any more. */
  InputStream read() throws IOException {
    if (file == null) {
      return new ByteArrayInputStream(memory.toByteArray());
    }
    store(file);
    return Channels.newInputStream(file.position(0));
  }

  /** Begins anew. */
  void clear() throws IOException {
    empty();
    size = 0;
  }

  private void empty() throws IOException {
    memory.reset();
    if (file != null) {
      file.close();
      file = null;
    }
  }

  @Override
  public void close() throws IOException {
    empty();
  }
}
