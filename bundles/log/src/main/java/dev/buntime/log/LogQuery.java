package dev.buntime.log;

import org.jspecify.annotations.Nullable;

/**
 * Which lines are asked for.
 *
 * @param app name of the app whose lines they are, null for everybody's
 * @param level how grave they are at least
 */
public record LogQuery(@Nullable String app, LogLevel level) {

  /** Whether a line is one of them. */
  public boolean matches(LogLine line) {
    LogSource source = line.source();
    return line.level().compareTo(level) >= 0
        && (app == null || (source != null && source.app().equals(app)));
  }
}
