package dev.buntime.launcher.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.LoggingEvent;
import dev.buntime.log.LogSource;
import org.jspecify.annotations.Nullable;

/** An event of which whoever makes it knows whose it is, whatever thread it comes on. */
final class KnownEvent extends LoggingEvent {
  private final @Nullable LogSource source;

  KnownEvent(
      Logger logger,
      Level level,
      String message,
      @Nullable Throwable failure,
      @Nullable LogSource source) {
    super(KnownEvent.class.getName(), logger, level, message, failure, null);
    this.source = source;
  }

  /** Whose it is; null if it is the runner's. */
  @Nullable LogSource source() {
    return source;
  }
}
