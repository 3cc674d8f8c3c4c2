package dev.buntime.launcher;

import org.apache.felix.framework.Logger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Takes what the framework itself has to say to the log instead of standard output. */
final class FelixLog extends Logger {
  private static final org.slf4j.Logger log = LoggerFactory.getLogger("org.apache.felix.framework");

  FelixLog(LogLevel level) {
    setLogLevel(level.felix());
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
