package dev.buntime.launcher.client;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;

/**
 * Tells a person how much of an upload is sent, on a line that is written over. Thread-safe: the
 * body is read on a thread of the HTTP client.
 */
final class UploadProgress implements AutoCloseable {
  /** The size of what ends nobody knows when. */
  static final long UNKNOWN = -1;

  private static final int PERCENT = 100;

  /** A line that is longer than the terminal is wide could not be written over. */
  private static final int NAME = 32;

  private final String head;
  private final long size;
  private final PrintStream out;
  private final boolean shown;
  private long sent;
  private String told = "";
  private boolean closed;

  /**
   * @param name of the artifact; whatever is in it, the line stays one
   * @param size in bytes, or {@link #UNKNOWN}
   * @param shown whether a person sees it; nothing is written otherwise
   */
  UploadProgress(String name, long size, PrintStream out, boolean shown) {
    this.head = shortened(Table.clean(name)) + ": ";
    this.size = size;
    this.out = out;
    this.shown = shown;
  }

  private static String shortened(String name) {
    return name.codePointCount(0, name.length()) <= NAME
        ? name
        : name.substring(0, name.offsetByCodePoints(0, NAME - 1)) + "…";
  }

  /** The stream, each byte of which is counted as sent when it is read. */
  InputStream watch(InputStream in) {
    return shown ? new Watched(in) : in;
  }

  private synchronized void add(int count) {
    sent += Math.max(0, count);
    if (size == UNKNOWN) {
      tell(Sizes.words(sent) + " sent" + (count < 0 ? waiting() : ""));
    } else {
      long percent = size == 0 ? PERCENT : Math.min(PERCENT, sent * PERCENT / size);
      tell(
          "%3d %% of %s sent%s"
              .formatted(percent, Sizes.words(size), percent == PERCENT ? waiting() : ""));
    }
  }

  private static String waiting() {
    return ", waiting for the answer";
  }

  private void tell(String text) {
    if (!closed && !text.equals(told)) {
      out.print("\r" + head + text + " ".repeat(Math.max(0, told.length() - text.length())));
      out.flush();
      told = text;
    }
  }

  /** Ends the line, so that whatever is printed next has one of its own; nothing follows. */
  @Override
  public synchronized void close() {
    if (!closed && !told.isEmpty()) {
      out.println();
    }
    closed = true;
  }

  private final class Watched extends FilterInputStream {
    Watched(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      add(one < 0 ? one : 1);
      return one;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = super.read(target, offset, length);
      add(count);
      return count;
    }
  }
}
