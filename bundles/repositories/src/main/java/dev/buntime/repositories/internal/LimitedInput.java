package dev.buntime.repositories.internal;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that fails when it is longer than allowed. For one thread. */
final class LimitedInput extends FilterInputStream {
  private final long most;
  private long seen;

  /**
   * @param most bytes
   */
  LimitedInput(InputStream in, long most) {
    super(in);
    this.most = most;
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    count(read < 0 ? 0 : 1);
    return read;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = super.read(bytes, offset, length);
    count(Math.max(0, read));
    return read;
  }

  private void count(int more) throws IOException {
    seen += more;
    if (seen > most) {
      throw new IOException("it has more than " + most + " bytes");
    }
  }
}
