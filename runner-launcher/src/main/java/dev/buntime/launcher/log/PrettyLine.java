package dev.buntime.launcher.log;

import dev.buntime.log.LogLine;
import dev.buntime.log.LogSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A line for people: one line, and the stack trace behind it if there is one.
 *
 * <pre>
 * 2026-03-01T09:15:23.416Z INFO  [hello-api@2.1.0#4-1] d.b.w.internal.WorkerNews requestId=7 - text
 * </pre>
 */
final class PrettyLine {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT)
          .withZone(ZoneId.systemDefault());
  private static final int LOGGER = 36;

  private PrettyLine() {}

  /** The text, without a line break at its end. */
  static String of(LogLine line) {
    StringBuilder text = new StringBuilder(128 + line.message().length());
    TIME.formatTo(line.time(), text);
    text.append(' ').append(line.level().name());
    text.append(" ".repeat(6 - line.level().name().length()));
    text.append('[').append(Escapes.of(who(line))).append("] ");
    text.append(Escapes.of(shortened(line.logger())));
    addIfThere(text, " requestId=", line.requestId());
    if (!Objects.equals(line.traceId(), line.requestId())) { // as it is where a trace begins here
      addIfThere(text, " traceId=", line.traceId());
    }
    text.append(" - ").append(Escapes.of(line.message()));
    if (line.exception() != null) {
      text.append('\n').append(line.exception());
    }
    return text.toString();
  }

  private static void addIfThere(StringBuilder text, String name, @Nullable String value) {
    if (value != null) {
      text.append(name).append(Escapes.of(value));
    }
  }

  /** The thread, which has the worker's name if it is one of the worker's own; else the worker. */
  private static String who(LogLine line) {
    LogSource source = line.source();
    if (source == null) {
      return line.thread();
    }
    String worker =
        source.worker() != null ? source.worker() : source.app() + "@" + source.version();
    return line.thread().startsWith(worker) ? line.thread() : worker;
  }

  /** With packages as one letter each, from the left, until it is short enough. */
  private static String shortened(String logger) {
    StringBuilder name = new StringBuilder(logger);
    int begin = 0;
    for (int dot = name.indexOf("."); dot >= 0 && name.length() > LOGGER; ) {
      if (dot > begin + 1) {
        name.delete(begin + 1, dot);
        dot = begin + 1;
      }
      begin = dot + 1;
      dot = name.indexOf(".", begin);
    }
    return name.toString();
  }
}
