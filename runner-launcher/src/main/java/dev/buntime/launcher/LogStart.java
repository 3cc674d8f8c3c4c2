package dev.buntime.launcher;

import dev.buntime.credentials.SecretNames;
import dev.buntime.launcher.log.FileLimits;
import dev.buntime.log.AccessFormat;
import dev.buntime.log.LogFormat;
import dev.buntime.log.LogLevel;
import dev.buntime.log.LogLevels;
import dev.buntime.log.LogSettings;
import dev.buntime.log.LogSettings.Access;
import dev.buntime.log.LogSettings.Flood;
import dev.buntime.settings.Key;
import dev.buntime.settings.RunnerSettings;
import dev.buntime.settings.RunnerSettings.Entry;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the log is at the start.
 *
 * @param live what can be set while it is in use
 * @param files how large and how old the files become
 * @param secrets values of the settings that must not be in any line
 */
record LogStart(LogSettings live, FileLimits files, Set<String> secrets) {
  /** Copies the set. */
  LogStart {
    secrets = Set.copyOf(secrets);
  }

  /**
   * Reads the settings.
   *
   * @param environment which may have the password of the first start
   */
  static LogStart of(RunnerSettings settings, Map<String, String> environment) {
    return new LogStart(
        new LogSettings(
            LogLevels.of(
                level(settings.text(Key.LOG_LEVEL)),
                levels(settings.entry(Key.LOGGERS)),
                levels(settings.entry(Key.LOGGING_APPS))),
            LogFormat.of(settings.text(Key.LOG_FORMAT)),
            new Flood(settings.number(Key.FLOOD_RATE), settings.number(Key.FLOOD_BURST)),
            new Access(
                settings.entry(Key.ACCESS).value().equals(true),
                AccessFormat.of(settings.text(Key.ACCESS_FORMAT)))),
        new FileLimits(
            whole(settings.entry(Key.LOG_FILE_SIZE)),
            settings.number(Key.LOG_FILE_DAYS),
            whole(settings.entry(Key.LOG_FILE_TOTAL))),
        secrets(settings, environment));
  }

  private static LogLevel level(String word) {
    return LogLevel.of(word).orElseThrow(() -> new IllegalArgumentException(word));
  }

  /** Reads texts such as {@code name=debug}, which the settings have checked. */
  private static Map<String, LogLevel> levels(Entry entry) {
    Map<String, LogLevel> levels = new TreeMap<>();
    for (Object each : (List<?>) entry.value()) {
      String text = each.toString();
      int end = text.indexOf('=');
      levels.put(text.substring(0, end), level(text.substring(end + 1)));
    }
    return levels;
  }

  private static long whole(Entry entry) {
    return ((Number) entry.value()).longValue();
  }

  private static Set<String> secrets(RunnerSettings settings, Map<String, String> environment) {
    Set<String> secrets = new HashSet<>();
    String password = environment.getOrDefault(AdminPassword.VARIABLE, "");
    if (!password.isEmpty()) {
      secrets.add(password);
    }
    settings
        .plugins()
        .forEach(plugin ->
            plugin
                .entries()
                .forEach((name, entry) -> {
                  if (SecretNames.isSecret(name)) {
                    addTexts(entry.value(), secrets);
                  }
                }));
    return secrets;
  }

  private static void addTexts(Object value, Set<String> secrets) {
    switch (value) {
      case String text -> secrets.add(text);
      case List<?> list -> list.forEach(each -> addTexts(each, secrets));
      case Object _ -> {} // neither a number nor a truth value can be told from others
    }
  }

  /** How grave a line has to be. */
  LogLevel level() {
    return live.levels().level();
  }
}
