package dev.buntime.config.internal;

import dev.buntime.settings.Key;
import dev.buntime.settings.Origin;
import dev.buntime.settings.PropertyValues;
import dev.buntime.settings.RunnerSettings;
import dev.buntime.settings.RunnerSettings.Entry;
import dev.buntime.settings.RunnerSettings.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is different between two settings, in words for the log. Names options, not their values.
 */
final class Changes {
  private Changes() {}

  /** The changes, one a phrase; empty if there are none. */
  static List<String> between(RunnerSettings before, RunnerSettings after, Start start) {
    List<String> changes = new ArrayList<>();
    for (Key key : Key.values()) {
      Entry now = after.entry(key);
      if (!now.value().equals(before.entry(key).value())) {
        changes.add(
            "%s is %s by %s%s"
                .formatted(
                    key.path(),
                    PropertyValues.words(now.value()),
                    now.origin().words(),
                    start.isPending(key, now) ? ", which takes effect at the next start" : ""));
      }
    }
    SortedMap<String, SortedMap<String, Object>> options = options(before);
    options(after)
        .forEach((plugin, values) -> {
          if (options.containsKey(plugin) && !values.equals(options.get(plugin))) {
            changes.add("the options of " + plugin + " have changed");
          }
        });
    return changes;
  }

  private static SortedMap<String, SortedMap<String, Object>> options(RunnerSettings settings) {
    return settings.plugins().stream()
        .collect(Collectors.toMap(Options::name, Changes::values, (one, _) -> one, TreeMap::new));
  }

  private static SortedMap<String, Object> values(Options plugin) {
    SortedMap<String, Object> values = new TreeMap<>();
    plugin.entries().forEach((name, entry) -> values.put(name, entry.value()));
    return values;
  }

  /** Keys that a file has and that another source decides, in words; empty if there are none. */
  static List<String> overridden(RunnerSettings settings, Set<Key> inFile) {
    return inFile.stream()
        .filter(key -> !(settings.entry(key).origin() instanceof Origin.File))
        .map(key ->
            "%s is decided by the %s".formatted(key.path(), settings.entry(key).origin().words()))
        .toList();
  }
}
