package dev.buntime.launcher.log;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Standard output or standard error as code sees it: what is printed becomes lines of the log.
 *
 * <p>No method takes the lock of {@link PrintStream}: a text is made before it is printed, so that
 * an app whose {@code toString} does not end holds up nobody else.
 */
@SuppressWarnings("AnnotateFormatMethod") // neither is what it overrides
final class CapturedStream extends PrintStream {
  private static final String END = "\n";

  private final Captured captured;

  CapturedStream(Captured captured) {
    super(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    this.captured = captured;
  }

  @Override
  public void flush() {
    // A line is logged when it ends.
  }

  @Override
  public void close() {
    // It is everybody's.
  }

  @Override
  public boolean checkError() {
    return false;
  }

  @Override
  public Charset charset() {
    return StandardCharsets.UTF_8;
  }

  @Override
  public void write(int b) {
    captured.print(new byte[] {(byte) b});
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    captured.print(Arrays.copyOfRange(bytes, offset, offset + length));
  }

  @Override
  public void write(byte[] bytes) {
    captured.print(bytes);
  }

  @Override
  public void writeBytes(byte[] bytes) {
    captured.print(bytes);
  }

  @Override
  public void print(boolean value) {
    captured.print(String.valueOf(value));
  }

  @Override
  public void print(char value) {
    captured.print(String.valueOf(value));
  }

  @Override
  public void print(int value) {
    captured.print(String.valueOf(value));
  }

  @Override
  public void print(long value) {
    captured.print(String.valueOf(value));
  }

  @Override
  public void print(float value) {
    captured.print(String.valueOf(value));
  }

  @Override
  public void print(double value) {
    captured.print(String.valueOf(value));
  }

  @Override
  public void print(char[] value) {
    captured.print(String.valueOf(value));
  }

  @Override
  public void print(@Nullable String value) {
    captured.print(String.valueOf(value));
  }

  @Override
  public void print(@Nullable Object value) {
    captured.print(String.valueOf(value));
  }

  @Override
  public void println() {
    captured.print(END);
  }

  @Override
  public void println(boolean value) {
    captured.print(value + END);
  }

  @Override
  public void println(char value) {
    captured.print(value + END);
  }

  @Override
  public void println(int value) {
    captured.print(value + END);
  }

  @Override
  public void println(long value) {
    captured.print(value + END);
  }

  @Override
  public void println(float value) {
    captured.print(value + END);
  }

  @Override
  public void println(double value) {
    captured.print(value + END);
  }

  @Override
  public void println(char[] value) {
    captured.print(String.valueOf(value) + END);
  }

  @Override
  public void println(@Nullable String value) {
    captured.print(value + END);
  }

  @Override
  public void println(@Nullable Object value) {
    captured.print(value + END);
  }

  @Override
  public PrintStream printf(String format, @Nullable Object... values) {
    return format(format, values);
  }

  @Override
  public PrintStream printf(@Nullable Locale locale, String format, @Nullable Object... values) {
    return format(locale, format, values);
  }

  @Override
  public PrintStream format(String format, @Nullable Object... values) {
    return format(Locale.getDefault(Locale.Category.FORMAT), format, values);
  }

  @Override
  public PrintStream format(@Nullable Locale locale, String format, @Nullable Object... values) {
    captured.print(String.format(locale, format, values));
    return this;
  }

  @Override
  public PrintStream append(@Nullable CharSequence text) {
    captured.print(String.valueOf(text));
    return this;
  }

  @Override
  public PrintStream append(@Nullable CharSequence text, int start, int end) {
    captured.print(String.valueOf(text).substring(start, end));
    return this;
  }

  @Override
  public PrintStream append(char value) {
    captured.print(String.valueOf(value));
    return this;
  }
}
