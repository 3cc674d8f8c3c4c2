package dev.buntime.launcher.log;

import ch.qos.logback.classic.Level;
import dev.buntime.log.LogSource;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes lines of what is printed, each whole line an event of whoever prints it. A line that goes
 * on for too long is several. Thread-safe: each source has lines of its own, and no lock is held
 * while one is logged.
 */
final class Captured {
  /** Bytes of the longest line. */
  static final int LONGEST = 16_384;

  private static final int MOST_OPEN = 1000; // sources that have begun a line and not ended it

  /** Stands for the runner, where a source is asked for. */
  private static final Object RUNNER = new Object();

  private final String logger;
  private final Level level;
  private final EventSink sink;
  private final Map<Object, ByteArrayOutputStream> open = new ConcurrentHashMap<>();

  /**
   * @param logger by whose name the lines are logged
   * @param level at which
   * @param sink takes them
   */
  Captured(String logger, Level level, EventSink sink) {
    this.logger = logger;
    this.level = level;
    this.sink = sink;
  }

  /** Takes what is printed on the current thread. */
  void print(String text) {
    print(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Takes what is printed on the current thread, in UTF-8. */
  void print(byte[] bytes) {
    LogSource source = Attribution.ofCode();
    Object key = source == null ? RUNNER : source;
    int begin = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        log(source, ended(key, bytes, begin, i));
        begin = i + 1;
      } else if (i - begin >= LONGEST) {
        log(source, ended(key, bytes, begin, i));
        begin = i;
      }
    }
    if (begin < bytes.length) {
      String full = begun(key, bytes, begin);
      if (!full.isEmpty()) {
        log(source, full);
      }
    }
  }

  /** A line that ends here, with what had been printed of it before. */
  private String ended(Object key, byte[] bytes, int begin, int end) {
    ByteArrayOutputStream before = open.remove(key);
    if (before == null) {
      return new String(bytes, begin, end - begin, StandardCharsets.UTF_8);
    }
    before.write(bytes, begin, end - begin);
    return before.toString(StandardCharsets.UTF_8);
  }

  /** Keeps the begin of a line; what is too long to keep is returned and not kept. */
  private String begun(Object key, byte[] bytes, int begin) {
    if (open.size() >= MOST_OPEN) {
      open.clear(); // of workers that have ended in the middle of a line
    }
    ByteArrayOutputStream kept =
        open.compute(
            key,
            (_, before) -> {
              ByteArrayOutputStream line = before == null ? new ByteArrayOutputStream() : before;
              line.write(bytes, begin, bytes.length - begin);
              return line;
            });
    return kept.size() > LONGEST && open.remove(key, kept)
        ? kept.toString(StandardCharsets.UTF_8)
        : "";
  }

  private void log(@Nullable LogSource source, String line) {
    String text = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    if (!text.isBlank()) {
      sink.log(logger, level, text, null, source);
    }
  }
}
