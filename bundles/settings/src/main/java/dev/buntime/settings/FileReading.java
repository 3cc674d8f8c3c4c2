package dev.buntime.settings;

import dev.buntime.jsonc.Jsonc;
import dev.buntime.jsonc.JsoncException;
import dev.buntime.jsonc.Member;
import dev.buntime.jsonc.Setting;
import dev.buntime.settings.SettingsFile.Written;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a settings file to its end, whatever is wrong in it, and gathers. For one use. */
final class FileReading {
  private static final String SCHEMA = "$schema";

  private final Path file;
  private final Map<String, String> environment;
  private final List<String> problems = new ArrayList<>();
  private final Map<Key, Written> values = new EnumMap<>(Key.class);
  private List<ListedPlugin> plugins = List.of();

  /**
   * @param file where it is, for messages and as what relative folders are relative to
   * @param environment variables for references in texts
   */
  FileReading(Path file, Map<String, String> environment) {
    this.file = file;
    this.environment = environment;
  }

  /**
   * Reads the content.
   *
   * @throws SettingsException with all that is wrong in it
   */
  SettingsFile read(String text) throws SettingsException {
    try {
      take("", Jsonc.parse(file.toString(), text));
    } catch (JsoncException e) {
      add(e);
    }
    if (!problems.isEmpty()) {
      throw new SettingsException(problems);
    }
    return new SettingsFile(file, values, plugins);
  }

  private void take(String prefix, List<Member> members) {
    for (Member member : members) {
      try {
        take(prefix, member);
      } catch (JsoncException e) {
        add(e);
      }
    }
  }

  private void take(String prefix, Member member) throws JsoncException {
    String path = prefix + member.key();
    List<String> known = keysOf(prefix);
    Optional<Key> key = Key.of(path);
    if (path.equals(SCHEMA)) {
      var _ = member.setting().anyText("the address of a JSON schema");
    } else if (!known.contains(member.key())) {
      throw member.unknown(known);
    } else if (key.isPresent()) {
      take(key.get(), member.setting());
    } else {
      String inner = path + ".";
      String keys = String.join(", ", keysOf(inner));
      take(inner, member.setting().members("an object with " + keys));
    }
  }

  private void take(Key key, Setting written) throws JsoncException {
    int before = problems.size();
    Setting setting = new Variables(environment, problems).expand(written);
    if (problems.size() > before) {
      return;
    }
    Path base = SettingsFile.absent(file).folder();
    values.put(key, new Written(key.form().read(setting, base), setting.place()));
    if (key == Key.PLUGINS) {
      plugins = PluginReader.read(setting);
    }
  }

  /** The keys of the file, or of an object in it. */
  private static List<String> keysOf(String prefix) {
    return Arrays.stream(Key.values())
        .map(Key::path)
        .filter(path -> path.startsWith(prefix))
        .map(path -> path.substring(prefix.length()).replaceFirst("\\..*", ""))
        .distinct()
        .toList();
  }

  private void add(JsoncException e) {
    problems.add(String.valueOf(e.getMessage()));
  }
}
