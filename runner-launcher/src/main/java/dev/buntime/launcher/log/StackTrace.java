package dev.buntime.launcher.log;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import org.jspecify.annotations.Nullable;

/** Writes a stack trace as Java does, of a bounded length and with escaped messages. */
final class StackTrace {
  private static final int LONGEST = 32_768;
  private static final int DEEPEST = 50;

  private final StringBuilder text = new StringBuilder();

  private StackTrace() {}

  /** The trace, without a line break at its end. */
  static String of(IThrowableProxy failure) {
    StackTrace trace = new StackTrace();
    trace.add("", "", failure, 0);
    if (trace.text.length() > LONGEST) {
      trace.text.setLength(LONGEST);
      trace.text.append("…");
    }
    return trace.text.toString();
  }

  private void add(String indent, String caption, IThrowableProxy failure, int depth) {
    if (text.length() > LONGEST || depth > DEEPEST) {
      return;
    }
    line(indent, caption + title(failure));
    if (failure.isCyclic()) {
      return;
    }
    StackTraceElementProxy[] frames = failure.getStackTraceElementProxyArray();
    int own = frames.length - failure.getCommonFrames();
    for (int i = 0; i < own && text.length() <= LONGEST; i++) {
      line(indent, "\tat " + Escapes.of(frames[i].getStackTraceElement().toString()));
    }
    if (failure.getCommonFrames() > 0) {
      line(indent, "\t... " + failure.getCommonFrames() + " more");
    }
    IThrowableProxy @Nullable [] suppressed = failure.getSuppressed();
    if (suppressed != null) {
      for (IThrowableProxy each : suppressed) {
        add(indent + "\t", "Suppressed: ", each, depth + 1);
      }
    }
    IThrowableProxy cause = failure.getCause();
    if (cause != null) {
      add(indent, "Caused by: ", cause, depth + 1);
    }
  }

  private static String title(IThrowableProxy failure) {
    String overriding = failure.getOverridingMessage();
    if (overriding != null) {
      return Escapes.of(overriding);
    }
    String message = failure.getMessage();
    return failure.getClassName() + (message == null ? "" : ": " + Escapes.of(message));
  }

  private void line(String indent, String line) {
    if (!text.isEmpty()) {
      text.append('\n');
    }
    text.append(indent).append(line);
  }
}
