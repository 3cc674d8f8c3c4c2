package dev.buntime.config.internal;

import dev.buntime.settings.Key;
import dev.buntime.settings.RunnerSettings;
import dev.buntime.settings.RunnerSettings.Options;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What ConfigAdmin is to hold. Immutable.
 *
 * @param configurations properties by PID; plugins first, so that whoever hears that a plugin is
 *     listed finds its options
 */
record Wanted(Map<String, SortedMap<String, Object>> configurations) {
  /** Nothing. */
  static final Wanted NOTHING = new Wanted(Map.of());

  /** Copies the map. */
  Wanted {
    configurations = Collections.unmodifiableMap(new LinkedHashMap<>(configurations));
  }

  /** What follows from settings. */
  static Wanted of(RunnerSettings settings, Start start) {
    Map<String, SortedMap<String, Object>> wanted = new LinkedHashMap<>();
    for (Options plugin : settings.plugins()) {
      wanted.put(plugin.name(), of(plugin));
    }
    for (String pid : Key.pids()) {
      wanted.put(pid, of(pid, settings, start));
    }
    return new Wanted(wanted);
  }

  private static SortedMap<String, Object> of(Options plugin) {
    SortedMap<String, Object> properties = properties();
    plugin.entries().forEach((name, entry) -> properties.put(name, entry.value()));
    properties.put(OriginLines.PROPERTY, OriginLines.of(plugin));
    return properties;
  }

  private static SortedMap<String, Object> of(String pid, RunnerSettings settings, Start start) {
    SortedMap<String, Object> properties = properties();
    settings.further(pid).forEach((name, entry) -> properties.put(name, entry.value()));
    for (Key key : Key.values()) {
      if (key.pid().equals(pid)) {
        properties.put(key.property(), start.inForce(key, settings.entry(key)));
      }
    }
    properties.put(OriginLines.PROPERTY, OriginLines.of(pid, settings, start));
    return properties;
  }

  private static SortedMap<String, Object> properties() {
    return new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  }

  /** Whether a configuration is to be there. */
  boolean has(String pid) {
    return configurations.containsKey(pid);
  }

  /** Properties of a PID; empty if it is not to be there. */
  SortedMap<String, Object> of(String pid) {
    return configurations.getOrDefault(pid, Collections.emptySortedMap());
  }
}
