package dev.buntime.management.internal;

import dev.buntime.log.AccessFormat;
import dev.buntime.log.LogFormat;
import dev.buntime.log.LogLevel;
import dev.buntime.log.LogLevels;
import dev.buntime.log.LogSettings;
import dev.buntime.log.LogSettings.Access;
import dev.buntime.log.LogSettings.Flood;
import dev.buntime.log.RunnerLog;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Has the log do what its configuration says. Until there is one, the log does what the launcher
 * has read in the settings.
 */
@Component(
    service = LogConfiguration.class,
    immediate = true,
    configurationPid = LoggingConfig.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = LoggingConfig.class)
public final class LogConfiguration {
  private final RunnerLog log;

  /** Made by Declarative Services. */
  @Activate
  public LogConfiguration(@Reference RunnerLog log, LoggingConfig config) {
    this.log = log;
    log.configure(settings(config));
  }

  /** Takes another configuration. */
  @Modified
  void modified(LoggingConfig config) {
    log.configure(settings(config));
  }

  private static LogSettings settings(LoggingConfig config) {
    return new LogSettings(
        LogLevels.of(level(config.level()), levels(config.levels()), levels(config.apps())),
        LogFormat.of(config.format()),
        new Flood(config.flood_rate(), config.flood_burst()),
        new Access(config.access_enabled(), AccessFormat.of(config.access_format())));
  }

  private static Map<String, LogLevel> levels(String[] texts) {
    Map<String, LogLevel> levels = new TreeMap<>();
    for (String text : texts) {
      int end = text.indexOf('=');
      levels.put(text.substring(0, Math.max(end, 0)), level(text.substring(end + 1)));
    }
    return levels;
  }

  /** The settings have checked it already. */
  private static LogLevel level(String word) {
    return LogLevel.of(word)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "%s: '%s' is not a level; allowed are %s"
                    .formatted(LoggingConfig.PID, word, String.join(", ", LogLevel.words()))));
  }
}
