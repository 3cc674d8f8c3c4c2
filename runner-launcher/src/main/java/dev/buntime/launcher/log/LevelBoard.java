package dev.buntime.launcher.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.jul.JULHelper;
import dev.buntime.log.LogLevel;
import dev.buntime.log.LogLevels;
import dev.buntime.log.LogTarget;
import dev.buntime.log.RunnerLog.Overrides;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Keeps Logback's levels what the settings say, and over them what was set while the runner runs.
 *
 * <p>Where nothing is set, the levels of {@code logback.xml} count: they were made for the level of
 * the start, and move along with it. Thread-safe; reading takes no lock.
 */
final class LevelBoard {
  private static final String ROOT = Logger.ROOT_LOGGER_NAME;
  private static final String JETTY = "org.eclipse.jetty"; // tells what is in requests

  private final LoggerContext context;
  private final LogLevel first;
  private final Map<String, Level> base = new HashMap<>();
  private final AppLevels filter = new AppLevels();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private Set<String> touched = Set.of(); // all that is written is under the lock of this
  private Overrides overrides = new Overrides(Optional.empty(), Map.of(), Map.of());
  private LogLevels settings;
  private volatile LogLevels inForce;

  /**
   * @param context after {@code logback.xml} was read
   * @param first the level that it was read with
   */
  LevelBoard(LoggerContext context, LogLevel first) {
    this.context = context;
    this.first = first;
    this.settings = new LogLevels(first);
    this.inForce = settings;
    for (Logger logger : context.getLoggerList()) {
      if (logger.getLevel() != null) {
        base.put(logger.getName(), logger.getLevel());
      }
    }
    base.putIfAbsent(JETTY, logback(first.ofLibraries()));
  }

  /** Hears, on the thread that sets them, that levels were set. */
  void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** Takes other settings. */
  synchronized void configure(LogLevels next) {
    settings = next;
    apply();
  }

  /** Sets a level over the settings; empty takes it back. */
  synchronized void override(LogTarget target, Optional<LogLevel> level) {
    overrides =
        switch (target) {
          case LogTarget.Everything() ->
              new Overrides(level, overrides.loggers(), overrides.apps());
          case LogTarget.OfLogger(String name) ->
              new Overrides(
                  overrides.level(), with(overrides.loggers(), name, level), overrides.apps());
          case LogTarget.OfApp(String name) ->
              new Overrides(
                  overrides.level(), overrides.loggers(), with(overrides.apps(), name, level));
        };
    apply();
  }

  private static Map<String, LogLevel> with(
      Map<String, LogLevel> before, String name, Optional<LogLevel> level) {
    Map<String, LogLevel> after = new HashMap<>(before);
    after.remove(name);
    level.ifPresent(each -> after.put(name, each));
    return after;
  }

  /** The levels in force. */
  LogLevels inForce() {
    return inForce;
  }

  /** What was set over the settings. */
  synchronized Overrides overrides() {
    return overrides;
  }

  private void apply() {
    Map<String, LogLevel> loggers = new HashMap<>(settings.loggers());
    loggers.putAll(overrides.loggers());
    Map<String, LogLevel> apps = new HashMap<>(settings.apps());
    apps.putAll(overrides.apps());
    LogLevel root = takeRoot(loggers);
    LogLevel level = overrides.level().orElse(root == null ? settings.level() : root);
    inForce = LogLevels.of(level, loggers, apps);
    Map<String, Level> wanted = new HashMap<>();
    base.forEach((name, old) -> wanted.put(name, moved(name, old, level)));
    loggers.forEach((name, each) -> wanted.put(name, logback(each)));
    for (String name : touched) {
      if (!wanted.containsKey(name)) {
        context.getLogger(name).setLevel(null);
      }
    }
    wanted.forEach((name, each) -> context.getLogger(name).setLevel(each));
    touched = Set.copyOf(wanted.keySet());
    admitApps(apps, wanted.keySet());
    listeners.forEach(Runnable::run);
  }

  /** Whoever names the root logger means everything. Logback takes its name in any case. */
  private static @Nullable LogLevel takeRoot(Map<String, LogLevel> loggers) {
    LogLevel found = null;
    for (String name : List.copyOf(loggers.keySet())) {
      if (name.equalsIgnoreCase(ROOT)) {
        found = loggers.remove(name);
      }
    }
    return found;
  }

  private Level moved(String name, Level old, LogLevel level) {
    LogLevel from = name.equals(ROOT) ? first : first.ofLibraries();
    LogLevel to = name.equals(ROOT) ? level : level.ofLibraries();
    return old.equals(logback(from)) ? logback(to) : old;
  }

  private void admitApps(Map<String, LogLevel> apps, Set<String> named) {
    Set<String> below = new HashSet<>(named);
    below.remove(ROOT);
    filter.become(apps, below);
    context.getTurboFilterList().remove(filter);
    if (!apps.isEmpty()) {
      context.addTurboFilter(filter);
    }
    java.util.logging.Logger.getLogger("").setLevel(JULHelper.asJULLevel(logback(finest())));
  }

  /** The least grave level that anything but a named logger may have. */
  LogLevel finest() {
    LogLevels now = inForce;
    LogLevel finest = now.level();
    for (LogLevel each : now.apps().values()) {
      finest = each.compareTo(finest) < 0 ? each : finest;
    }
    return finest;
  }

  /** Whether a line is to be logged. */
  boolean isEnabled(Logger logger, Level level, @Nullable String app) {
    Level own = app == null ? null : filter.of(app, logger.getName());
    return level.isGreaterOrEqual(own == null ? logger.getEffectiveLevel() : own);
  }

  /** Logback's name for a level. */
  static Level logback(LogLevel level) {
    return switch (level) {
      case DEBUG -> Level.DEBUG;
      case INFO -> Level.INFO;
      case WARN -> Level.WARN;
      case ERROR -> Level.ERROR;
    };
  }
}
