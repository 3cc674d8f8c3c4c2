package dev.buntime.launcher.log;

import ch.qos.logback.classic.Level;
import dev.buntime.log.LogSource;
import org.jspecify.annotations.Nullable;

/** Takes lines that come from elsewhere than SLF4J, and of which is known whose they are. */
@FunctionalInterface
public interface EventSink {

  /**
   * Logs a line, if its level is enabled.
   *
   * @param source whose it is, null for the runner
   */
  void log(
      String logger,
      Level level,
      String message,
      @Nullable Throwable failure,
      @Nullable LogSource source);
}
