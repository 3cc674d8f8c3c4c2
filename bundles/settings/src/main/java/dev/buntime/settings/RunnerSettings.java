package dev.buntime.settings;

import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The settings of a runner after all sources were put together: of each the value that wins, and
 * where it comes from. Immutable.
 *
 * <p>The order of the sources: command line, environment, web console, {@code buntime.jsonc},
 * default.
 *
 * @param entries the keys, all of them
 * @param plugins those that are listed, in their order
 * @param further by PID of the runner, properties that no key stands for and that were edited
 * @param overrides those of the sources that still are some: they differ from what would be in
 *     force without them, and their plugin is listed
 * @param warnings overrides that cannot be used and are left out, in words
 */
public record RunnerSettings(
    Map<Key, Entry> entries,
    List<Options> plugins,
    SortedMap<String, SortedMap<String, Entry>> further,
    Overrides overrides,
    List<String> warnings) {

  /** Copies the collections. */
  public RunnerSettings {
    entries = Collections.unmodifiableMap(new EnumMap<>(entries));
    plugins = List.copyOf(plugins);
    further = Collections.unmodifiableSortedMap(new TreeMap<>(further));
    warnings = List.copyOf(warnings);
  }

  /**
   * A value and where it comes from.
   *
   * @param value as ConfigAdmin holds it, but lists are lists
   * @param origin its source
   */
  public record Entry(Object value, Origin origin) {}

  /**
   * A plugin that is listed.
   *
   * @param name the short name, which is its PID
   * @param origin of its being listed
   * @param entries its options
   */
  public record Options(String name, Origin origin, SortedMap<String, Entry> entries) {
    /** Copies the map. */
    public Options {
      entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    }
  }

  /**
   * Where settings come from.
   *
   * @param home folder of the distribution
   * @param given on the command line or in the environment
   * @param overrides edited in the web console
   * @param file what {@code buntime.jsonc} says
   */
  public record Sources(Path home, Map<Key, Given> given, Overrides overrides, SettingsFile file) {
    /** Copies the map. */
    public Sources {
      given = Map.copyOf(given);
    }
  }

  /**
   * Puts the sources together.
   *
   * @throws SettingsException if a given value is not allowed, or a folder is not there
   */
  public static RunnerSettings resolve(Sources sources) throws SettingsException {
    return new Resolution(sources).run();
  }

  /** The value of a key and its source. */
  public Entry entry(Key key) {
    Entry entry = entries.get(key);
    if (entry == null) {
      throw new IllegalStateException(key + " was not resolved");
    }
    return entry;
  }

  /** The value of a key that is a text or a word. */
  public String text(Key key) {
    return entry(key).value().toString();
  }

  /** The value of a key that is a whole number of the size of an {@code int}. */
  public int number(Key key) {
    return ((Number) entry(key).value()).intValue();
  }

  /** The edited properties of a PID of the runner that no key stands for; empty if none. */
  public SortedMap<String, Entry> further(String pid) {
    return further.getOrDefault(pid, Collections.emptySortedMap());
  }
}
