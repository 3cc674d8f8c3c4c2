package dev.buntime.config.internal;

import dev.buntime.settings.Key;
import dev.buntime.settings.Origin;
import dev.buntime.settings.PropertyValues;
import dev.buntime.settings.RunnerSettings;
import dev.buntime.settings.RunnerSettings.Entry;
import java.util.ArrayList;
import java.util.List;

/** Says in each configuration where its values come from. */
final class OriginLines {
  /** Property with a line for each value. */
  static final String PROPERTY = "buntime.origin";

  private OriginLines() {}

  /** The lines of a PID of the runner. */
  static List<String> of(String pid, RunnerSettings settings, Start start) {
    List<String> lines = new ArrayList<>();
    for (Key key : Key.values()) {
      if (key.pid().equals(pid)) {
        lines.add(line(key, settings.entry(key), start));
      }
    }
    settings.further(pid).forEach((name, entry) -> lines.add(line(name, entry.origin().words())));
    return lines;
  }

  private static String line(Key key, Entry entry, Start start) {
    String line = line(key.path(), entry.origin().words());
    return start.isPending(key, entry)
        ? "%s; %s takes effect at the next start"
            .formatted(line, PropertyValues.words(entry.value()))
        : line;
  }

  /**
   * The lines of a plugin. They have no line numbers: a plugin may be started anew when its
   * configuration changes, and must not be because of a comment further up in the file.
   */
  static List<String> of(RunnerSettings.Options plugin) {
    List<String> lines = new ArrayList<>();
    lines.add(line("listed", withoutLine(plugin.origin())));
    plugin.entries().forEach((name, entry) -> lines.add(line(name, withoutLine(entry.origin()))));
    return lines;
  }

  private static String withoutLine(Origin origin) {
    return origin instanceof Origin.File(var place)
        ? "file (" + place.file() + ")"
        : origin.words();
  }

  private static String line(String name, String words) {
    return name + ": " + words;
  }
}
