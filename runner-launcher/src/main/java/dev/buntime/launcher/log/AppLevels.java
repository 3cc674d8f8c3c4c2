package dev.buntime.launcher.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import dev.buntime.log.LogLevel;
import dev.buntime.log.LogSource;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * Has the lines of an app logged by the level of the app, in place of the level of everything. A
 * logger that has a level of its own keeps it. Thread-safe.
 */
final class AppLevels extends TurboFilter {

  /** What is in force, replaced whole. */
  private record Rules(Map<String, LogLevel> apps, Set<String> named) {}

  private volatile Rules rules = new Rules(Map.of(), Set.of());

  /**
   * Takes other levels.
   *
   * @param apps levels by app
   * @param named the loggers that have a level of their own
   */
  void become(Map<String, LogLevel> apps, Set<String> named) {
    rules = new Rules(Map.copyOf(apps), Set.copyOf(named));
  }

  /** The level of the app's lines in a logger; null if the level of the logger counts. */
  @Nullable Level of(String app, String logger) {
    Rules now = rules;
    LogLevel level = now.apps().get(app);
    return level == null || isNamed(now.named(), logger) ? null : LevelBoard.logback(level);
  }

  private static boolean isNamed(Set<String> named, String logger) {
    for (int end = logger.length(); end > 0; end = logger.lastIndexOf('.', end - 1)) {
      if (named.contains(logger.substring(0, end))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public FilterReply decide(
      @Nullable Marker marker,
      Logger logger,
      Level level,
      @Nullable String format,
      Object @Nullable [] parameters,
      @Nullable Throwable failure) {
    LogSource source = Attribution.ofThread();
    Level own = source == null ? null : of(source.app(), logger.getName());
    if (own == null) {
      return FilterReply.NEUTRAL;
    }
    return level.isGreaterOrEqual(own) ? FilterReply.ACCEPT : FilterReply.DENY;
  }
}
