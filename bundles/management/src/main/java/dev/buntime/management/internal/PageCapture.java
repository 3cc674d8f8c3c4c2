package dev.buntime.management.internal;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** An answer of which nothing is sent if it is of some kind: it is kept to be changed. */
final class PageCapture extends HttpServletResponseWrapper {
  private final Spool bytes;
  private final PrintWriter writer;
  private final Predicate<String> kind;
  private boolean isKept;

  /**
   * @param kind whether an answer is kept, by its type in lower-case letters; empty if it has none
   * @param bytes what is kept
   */
  PageCapture(HttpServletResponse response, Predicate<String> kind, Spool bytes) {
    super(response);
    this.kind = kind;
    this.bytes = bytes;
    this.writer = new PrintWriter(bytes, false, StandardCharsets.UTF_8);
  }

  /** Keeps pages of HTML. */
  static PageCapture ofPages(HttpServletResponse response, Spool bytes) {
    return new PageCapture(response, type -> type.startsWith("text/html"), bytes);
  }

  /** The page; null if the answer is none, and has been sent. */
  @Nullable String page() throws IOException {
    try (InputStream kept = content()) {
      return kept == null ? null : new String(kept.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * What is in the answer; null if it is not of the kind, and has been sent.
   *
   * @throws IOException if it could not be kept
   */
  @Nullable InputStream content() throws IOException {
    if (writer.checkError()) {
      throw new IOException("the answer could not be kept");
    }
    return isKept ? bytes.read() : null;
  }

  private boolean isPage() {
    return kind.test(Objects.requireNonNullElse(getContentType(), "").toLowerCase(Locale.ROOT));
  }

  @Override
  public PrintWriter getWriter() throws IOException {
    if (!isKept && !isPage()) {
      return super.getWriter();
    }
    isKept = true;
    setCharacterEncoding(StandardCharsets.UTF_8);
    return writer;
  }

  @Override
  public ServletOutputStream getOutputStream() throws IOException {
    if (!isKept && !isPage()) {
      return super.getOutputStream();
    }
    isKept = true;
    return new Kept();
  }

  @Override
  public void flushBuffer() throws IOException {
    if (!isKept) {
      super.flushBuffer();
    }
  }

  @Override
  public void setContentLength(int length) {
    if (!isPage()) {
      super.setContentLength(length);
    }
  }

  @Override
  public void setContentLengthLong(long length) {
    if (!isPage()) {
      super.setContentLengthLong(length);
    }
  }

  @Override
  public void resetBuffer() {
    super.resetBuffer();
    clear();
  }

  @Override
  public void reset() {
    super.reset();
    clear();
    isKept = false;
  }

  private void clear() {
    writer.flush();
    try {
      bytes.clear();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void sendError(int status) throws IOException {
    isKept = false;
    super.sendError(status);
  }

  @Override
  public void sendError(int status, @Nullable String message) throws IOException {
    isKept = false;
    super.sendError(status, message);
  }

  /** Goes to where the writer goes. */
  private final class Kept extends ServletOutputStream {
    @Override
    public void write(int b) throws IOException {
      bytes.write(b);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      bytes.write(from, offset, length);
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      throw new IllegalStateException("the pages of the console are written at once");
    }
  }
}
