package dev.buntime.launcher.log;

import ch.qos.logback.classic.Level;
import dev.buntime.log.LogSource;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes lines of what is printed, each whole line an event of whoever prints it. A line that goes
 * on for too long is several; if the place where it is split may be in the middle of a secret, what
 * is behind it is not logged. Thread-safe: each source has lines of its own, and no lock is held
 * while one is logged.
 */
final class Captured {
  private static final int MOST_OPEN = 1000; // sources that have begun a line and not ended it

  /** Stands for the runner, where a source is asked for. */
  private static final Object RUNNER = new Object();

  private final String logger;
  private final Level level;
  private final Secrets secrets;
  private final EventSink sink;
  private final Map<Object, BegunLine> open = new ConcurrentHashMap<>();

  /**
   * @param logger by whose name the lines are logged
   * @param level at which
   * @param secrets that no line may have in it
   * @param sink takes them
   */
  Captured(String logger, Level level, Secrets secrets, EventSink sink) {
    this.logger = logger;
    this.level = level;
    this.secrets = secrets;
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
        end(source, key, bytes, begin, i);
        begin = i + 1;
      } else if (i - begin >= BegunLine.LONGEST) { // so that little is copied again and again
        begin(source, key, bytes, begin, i);
        begin = i;
      }
    }
    if (begin < bytes.length) {
      begin(source, key, bytes, begin, bytes.length);
    }
  }

  /** Logs a line that ends here, with what had been printed of it before. */
  private void end(@Nullable LogSource source, Object key, byte[] bytes, int begin, int end) {
    BegunLine before = open.remove(key);
    BegunLine line = before == null ? new BegunLine() : before;
    line.add(bytes, begin, end);
    logTooMuch(source, line);
    log(source, line.text());
  }

  /** Keeps the begin of a line, and logs what is too much to keep. */
  private void begin(@Nullable LogSource source, Object key, byte[] bytes, int begin, int end) {
    if (open.size() >= MOST_OPEN) {
      open.clear(); // of workers that have ended in the middle of a line
    }
    BegunLine line =
        open.compute(
            key, (_, before) -> (before == null ? new BegunLine() : before).add(bytes, begin, end));
    if (line.size() > BegunLine.LONGEST && open.remove(key, line)) {
      logTooMuch(source, line);
      var _ = open.merge(key, line, (later, _) -> line.add(later));
    }
  }

  private void logTooMuch(@Nullable LogSource source, BegunLine line) {
    while (line.size() > BegunLine.LONGEST) {
      log(source, line.take(secrets));
    }
  }

  private void log(@Nullable LogSource source, String line) {
    String text = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    if (!text.isBlank()) {
      sink.log(logger, level, text, null, source);
    }
  }
}
