package dev.buntime.log;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How grave a line is, and how grave it has to be to be logged; the least grave first. */
public enum LogLevel {
  /** Decisions and their inputs. */
  DEBUG,
  /** What happens to apps. */
  INFO,
  /** What is degraded or misconfigured. */
  WARN,
  /** Where the operator must act. */
  ERROR;

  /** All names as they are written in settings. */
  public static List<String> words() {
    return Arrays.stream(values()).map(LogLevel::word).toList();
  }

  /** The level of a name in lower or upper case; empty if there is none. */
  public static Optional<LogLevel> of(String word) {
    return Arrays.stream(values()).filter(level -> level.word().equalsIgnoreCase(word)).findFirst();
  }

  /**
   * The level for libraries, which tell too much: one step less than all else, and never DEBUG,
   * where they tell what is in requests.
   */
  public LogLevel ofLibraries() {
    return switch (this) {
      case DEBUG -> INFO;
      case INFO, WARN -> WARN;
      case ERROR -> ERROR;
    };
  }

  /** The name as it is written in settings. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
