package dev.buntime.plugin.authz.internal.obligation;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.event.Level;

/**
 * A line for the log.
 *
 * @param level of it
 * @param text of it
 */
public record LogRecord(Level level, String text) {
  private static final String LEVEL = "level";
  private static final String MESSAGE = "message";
  private static final Map<String, Level> LEVELS =
      Map.of("debug", Level.DEBUG, "info", Level.INFO, "warn", Level.WARN, "error", Level.ERROR);

  static LogRecord of(Arguments arguments) throws ObligationException {
    String word = arguments.one(LEVEL).orElse("info");
    Level level = LEVELS.get(word);
    if (level == null) {
      throw arguments.refused(
          "has the level %s; use one of %s"
              .formatted(word, String.join(", ", new TreeMap<>(LEVELS).keySet())));
    }
    String message = arguments.one(MESSAGE).orElse("a policy wants this to be known");
    String more =
        arguments.all().entrySet().stream()
            .filter(each -> !each.getKey().equals(LEVEL) && !each.getKey().equals(MESSAGE))
            .map(each -> " %s=%s".formatted(each.getKey(), String.join(",", each.getValue())))
            .collect(Collectors.joining());
    return new LogRecord(level, message + more);
  }
}
