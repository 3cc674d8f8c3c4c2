package dev.buntime.launcher;

import dev.buntime.log.LogLevel;
import org.apache.felix.framework.Logger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Takes what the framework itself has to say to the log instead of standard output. */
final class FelixLog extends Logger {
  private static final org.slf4j.Logger log = LoggerFactory.getLogger("org.apache.felix.framework");

  FelixLog(LogLevel level) {
    setLogLevel(number(level));
  }

  /** Felix' number for a level. */
  static int number(LogLevel level) {
    return switch (level) {
      case ERROR -> LOG_ERROR;
      case WARN -> LOG_WARNING;
      case INFO -> LOG_INFO;
      case DEBUG -> LOG_DEBUG;
    };
  }

  /** Tells as much as its logger wants to hear, from now on. */
  void follow() {
    for (LogLevel level : LogLevel.values()) { // the least grave first
      if (log.isEnabledForLevel(Level.valueOf(level.name()))) {
        setLogLevel(number(level));
        return;
      }
    }
  }

  @Override
  protected void doLog(int level, String message, @Nullable Throwable throwable) {
    log.atLevel(
            switch (level) {
              case LOG_ERROR -> Level.ERROR;
              case LOG_WARNING -> Level.WARN;
              case LOG_INFO -> Level.INFO;
              default -> Level.DEBUG;
            })
        .setCause(throwable)
        .log(message);
  }
}
