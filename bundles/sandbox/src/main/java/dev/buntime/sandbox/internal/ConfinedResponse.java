package dev.buntime.sandbox.internal;

import dev.buntime.sandbox.ClientView;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A response as the app sees it: once the request is over for the app, writing fails with a word
 * about why instead of getting lost.
 *
 * <p>The writer throws, too, against the habit of {@link PrintWriter}: code that does not ask for
 * errors would write on for ever.
 */
final class ConfinedResponse extends HttpServletResponseWrapper {
  private final ClientView view;
  private @Nullable ServletOutputStream stream; // a response belongs to one thread at a time
  private @Nullable PrintWriter writer; // likewise

  private ConfinedResponse(HttpServletResponse response, ClientView view) {
    super(response);
    this.view = view;
  }

  /** The confined form; a response that has it already, or of no app's request, stays as it is. */
  static ServletResponse of(ServletResponse response, @Nullable ClientView view) {
    return view != null
            && !(response instanceof ConfinedResponse)
            && response instanceof HttpServletResponse http
        ? new ConfinedResponse(http, view)
        : response;
  }

  @Override
  public ServletOutputStream getOutputStream() throws IOException {
    ServletOutputStream known = stream;
    if (known == null) {
      known = new Stream(super.getOutputStream());
      stream = known;
    }
    return known;
  }

  @Override
  public PrintWriter getWriter() throws IOException {
    PrintWriter known = writer;
    if (known == null) {
      known = new Checked(super.getWriter());
      writer = known;
    }
    return known;
  }

  @Override
  public void flushBuffer() throws IOException {
    check();
    super.flushBuffer();
  }

  @Override
  public void sendError(int status, String message) throws IOException {
    check();
    super.sendError(status, message);
  }

  @Override
  public void sendError(int status) throws IOException {
    check();
    super.sendError(status);
  }

  @Override
  public void sendRedirect(String location) throws IOException {
    check();
    super.sendRedirect(location);
  }

  private void check() throws IOException {
    if (view.isOver()) {
      throw new IOException(message());
    }
  }

  private static String message() {
    return "the request is over: its time was used up, its worker ended or it was answered;"
        + " nothing more can be written";
  }

  /** Passes on whatever it is given, in the same pieces. */
  private final class Stream extends ServletOutputStream {
    private final ServletOutputStream out;

    Stream(ServletOutputStream out) {
      this.out = out;
    }

    @Override
    public boolean isReady() {
      return out.isReady();
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      out.setWriteListener(listener);
    }

    @Override
    public void write(int octet) throws IOException {
      check();
      out.write(octet);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      check();
      out.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
      check();
      out.flush();
    }

    @Override
    public void close() throws IOException {
      if (!view.isOver()) {
        out.close();
      }
    }
  }

  /** A print writer whose every way to write ends in one of these. */
  @SuppressWarnings("AnnotateFormatMethod") // PrintWriter's own formats
  private final class Checked extends PrintWriter {
    private final PrintWriter target;

    Checked(PrintWriter target) {
      super(Writer.nullWriter());
      this.target = target;
    }

    private void ensureOpen() {
      if (view.isOver()) {
        throw new IllegalStateException(message());
      }
    }

    @Override
    public void write(int character) {
      ensureOpen();
      target.write(character);
    }

    @Override
    public void write(char[] text, int offset, int length) {
      ensureOpen();
      target.write(text, offset, length);
    }

    @Override
    public void write(String text, int offset, int length) {
      ensureOpen();
      target.write(text, offset, length);
    }

    @Override
    public void println() {
      ensureOpen();
      target.println();
    }

    @Override
    public PrintWriter format(Locale locale, String format, Object... arguments) {
      ensureOpen();
      target.format(locale, format, arguments);
      return this;
    }

    @Override
    public PrintWriter format(String format, Object... arguments) {
      ensureOpen();
      target.format(format, arguments);
      return this;
    }

    @Override
    public void flush() {
      ensureOpen();
      target.flush();
    }

    @Override
    public void close() {
      if (!view.isOver()) {
        target.close();
      }
    }

    @Override
    public boolean checkError() {
      return view.isOver() || target.checkError();
    }
  }
}
