package dev.buntime.settings;

import dev.buntime.jsonc.JsoncException;
import dev.buntime.settings.RunnerSettings.Entry;
import dev.buntime.settings.RunnerSettings.Options;
import dev.buntime.settings.RunnerSettings.Sources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** Puts the sources of settings together, once. For one thread. */
final class Resolution {
  private final Sources sources;
  private final Path base;
  private final Map<Key, Entry> entries = new EnumMap<>(Key.class);
  private final List<String> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private Overrides kept = Overrides.NONE;

  Resolution(Sources sources) {
    this.sources = sources;
    this.base = sources.file().folder();
  }

  RunnerSettings run() throws SettingsException {
    resolve(Key.MODE, Mode.DEVELOPMENT);
    Mode mode = Mode.of(entry(Key.MODE).value().toString());
    for (Key key : Key.values()) {
      if (key != Key.MODE) {
        resolve(key, mode);
      }
    }
    requireFolder(Key.APPS_DIR, "apps");
    if (!isLeftOut(Key.PLUGINS_DIR)) {
      requireFolder(Key.PLUGINS_DIR, "plugins");
    }
    List<Options> plugins = plugins();
    SortedMap<String, SortedMap<String, Entry>> further = further();
    if (!problems.isEmpty()) {
      throw new SettingsException(problems);
    }
    return new RunnerSettings(entries, plugins, further, kept, warnings);
  }

  private Entry entry(Key key) {
    return Objects.requireNonNull(entries.get(key));
  }

  private void resolve(Key key, Mode mode) {
    Entry written = written(key, mode);
    Entry edited = edited(key, written);
    entries.put(key, given(key, edited));
  }

  /** By the file, or by default. */
  private Entry written(Key key, Mode mode) {
    return sources
        .file()
        .value(key)
        .map(each -> new Entry(each.value(), new Origin.File(each.place())))
        .orElseGet(() -> new Entry(key.standard(sources.home(), mode), new Origin.Default()));
  }

  private Entry edited(Key key, Entry otherwise) {
    Object override = sources.overrides().of(key.pid()).get(key.property());
    if (override == null) {
      return otherwise;
    }
    try {
      Object value = key.readProperty(override, base);
      if (value.equals(otherwise.value())) {
        return otherwise;
      }
      kept = kept.with(key.pid(), key.property(), value);
      return new Entry(value, console(otherwise));
    } catch (JsoncException e) {
      warnings.add(
          "The value of %s that was edited in the web console is left out: %s"
              .formatted(key.path(), e.problem()));
      return otherwise;
    }
  }

  private Entry given(Key key, Entry otherwise) {
    Given given = sources.given().get(key);
    if (given == null) {
      return otherwise;
    }
    try {
      return new Entry(key.read(given.name(), given.text()), given.origin());
    } catch (JsoncException e) {
      problems.add(e.problem() + ".");
      return otherwise;
    }
  }

  private static Origin console(Entry otherwise) {
    String words = PropertyValues.words(otherwise.value());
    return new Origin.Console(
        otherwise.origin() instanceof Origin.File
            ? "the file says " + words
            : "the default is " + words);
  }

  /** Whether nobody has named the folder, and it is not there: then there are no plugins. */
  private boolean isLeftOut(Key key) {
    return entry(key).origin() instanceof Origin.Default
        && !Files.exists(Path.of(entry(key).value().toString()));
  }

  private void requireFolder(Key key, String what) {
    Entry entry = entry(key);
    Path folder = Path.of(entry.value().toString());
    if (Files.isDirectory(folder) && Files.isReadable(folder)) {
      return;
    }
    String problem = "the %s folder %s %s".formatted(what, folder, problem(folder));
    problems.add(
        entry.origin() instanceof Origin.File(var place)
            ? String.valueOf(place.error(key.path() + ": " + problem).getMessage())
            : "%s: correct that, or name another folder. This one comes from: %s."
                .formatted(capitalized(problem), entry.origin().words()));
  }

  private static String problem(Path folder) {
    if (!Files.exists(folder)) {
      return "does not exist";
    }
    return Files.isDirectory(folder) ? "cannot be read by this user" : "is not a folder";
  }

  private static String capitalized(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  private List<Options> plugins() {
    Entry listed = entry(Key.PLUGINS);
    List<Options> plugins = new ArrayList<>();
    for (Object name : (List<?>) listed.value()) {
      plugins.add(options(name.toString(), listed.origin()));
    }
    return plugins;
  }

  private Options options(String name, Origin listed) {
    SortedMap<String, Entry> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    sources
        .file()
        .plugin(name)
        .ifPresent(plugin ->
            plugin
                .options()
                .forEach((key, value) ->
                    options.put(key, new Entry(value, new Origin.File(plugin.place())))));
    sources
        .overrides()
        .of(name)
        .forEach((key, value) -> {
          Entry written = options.get(key);
          if (written == null) {
            options.put(key, new Entry(value, new Origin.Console("the file has no such option")));
          } else if (!written.value().equals(value)) { // not which: it may be a secret
            options.put(key, new Entry(value, new Origin.Console("the file has another value")));
          } else {
            return;
          }
          kept = kept.with(name, key, value);
        });
    Origin origin =
        sources
            .file()
            .plugin(name)
            .<Origin>map(plugin -> new Origin.File(plugin.place()))
            .orElse(listed);
    return new Options(name, origin, options);
  }

  /** What was edited in the PIDs of the runner besides the keys. */
  private SortedMap<String, SortedMap<String, Entry>> further() {
    SortedMap<String, SortedMap<String, Entry>> further = new TreeMap<>();
    for (String pid : Key.pids()) {
      SortedMap<String, Entry> ofPid = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      sources
          .overrides()
          .of(pid)
          .forEach((property, value) -> {
            if (Key.of(pid, property).isEmpty()) {
              ofPid.put(property, new Entry(value, new Origin.Console("no key of the file")));
              kept = kept.with(pid, property, value);
            }
          });
      further.put(pid, ofPid);
    }
    return further;
  }
}
