package dev.buntime.log;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How grave lines have to be. Immutable.
 *
 * @param level of all that nothing else is said of
 * @param loggers by name of a logger; counts for those below it too
 * @param apps by name of an app
 */
public record LogLevels(
    LogLevel level, SortedMap<String, LogLevel> loggers, SortedMap<String, LogLevel> apps) {

  /** Copies the maps. */
  public LogLevels {
    loggers = Collections.unmodifiableSortedMap(new TreeMap<>(loggers));
    apps = Collections.unmodifiableSortedMap(new TreeMap<>(apps));
  }

  /** One level for all. */
  public LogLevels(LogLevel level) {
    this(level, new TreeMap<>(), new TreeMap<>());
  }

  /** With the levels of loggers and apps that are given as maps of any order. */
  public static LogLevels of(
      LogLevel level, Map<String, LogLevel> loggers, Map<String, LogLevel> apps) {
    return new LogLevels(level, new TreeMap<>(loggers), new TreeMap<>(apps));
  }
}
