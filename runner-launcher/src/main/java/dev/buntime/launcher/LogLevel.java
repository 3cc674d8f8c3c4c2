package dev.buntime.launcher;

import java.util.Locale;

/** How much the runner logs. */
enum LogLevel {
  /** Decisions and their inputs, of libraries too. */
  DEBUG,
  /** What happens to apps. */
  INFO,
  /** What is degraded or misconfigured. */
  WARN,
  /** Where the operator must act. */
  ERROR;

  /** The level for libraries, which tell too much unless someone looks for a bug in them. */
  LogLevel ofLibraries() {
    return this == INFO ? WARN : this;
  }

  /** Felix' number for this level. */
  int felix() {
    return switch (this) {
      case ERROR -> 1;
      case WARN -> 2;
      case INFO -> 3;
      case DEBUG -> 4;
    };
  }

  /** Its name in settings. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
