package dev.buntime.settings;

import dev.buntime.jsonc.Jsonc;
import dev.buntime.jsonc.JsoncException;
import dev.buntime.jsonc.Member;
import dev.buntime.jsonc.Place;
import dev.buntime.jsonc.Setting;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What {@code buntime.jsonc} says. Immutable.
 *
 * @param file where it is, as an absolute path
 * @param values of the keys that it has, except plugins
 * @param plugins that it lists, in their order
 */
public record SettingsFile(Path file, Map<Key, Written> values, List<ListedPlugin> plugins) {
  /** Its name in the config folder. */
  public static final String NAME = "buntime.jsonc";

  private static final String SCHEMA = "$schema";

  /**
   * A value and where it is.
   *
   * @param value as ConfigAdmin holds it, but lists are lists
   * @param place in the file
   */
  public record Written(Object value, Place place) {}

  /** Copies the collections. */
  public SettingsFile {
    values = Collections.unmodifiableMap(new EnumMap<>(values));
    plugins = List.copyOf(plugins);
  }

  /** What there is without a file. */
  public static SettingsFile absent(Path file) {
    return new SettingsFile(file, new EnumMap<>(Key.class), List.of());
  }

  /**
   * Reads a file; one that is not there says nothing.
   *
   * @param environment variables for references in texts
   * @throws SettingsException with all that is wrong in it
   */
  public static SettingsFile read(Path file, Map<String, String> environment)
      throws SettingsException {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        ? parse(file, text(file), environment)
        : absent(file);
  }

  /**
   * The content of a file.
   *
   * @throws SettingsException if it cannot be read
   */
  public static String text(Path file) throws SettingsException {
    try {
      if (Files.isDirectory(file)) {
        throw new SettingsException(file + " is a folder. Put a file in its place");
      }
      return Files.readString(file);
    } catch (CharacterCodingException _) {
      throw new SettingsException(
          List.of(file + " is not written in UTF-8. Save it in that encoding"));
    } catch (IOException e) {
      throw new SettingsException(List.of(file + " cannot be read: " + e));
    }
  }

  /**
   * Reads the content of a file.
   *
   * @param file where it is, for messages and as what relative folders are relative to
   * @param text its content
   * @param environment variables for references in texts
   * @throws SettingsException with all that is wrong in it
   */
  public static SettingsFile parse(Path file, String text, Map<String, String> environment)
      throws SettingsException {
    Reading reading = new Reading(file, environment);
    try {
      reading.take("", Jsonc.parse(file.toString(), text));
    } catch (JsoncException e) {
      reading.add(e);
    }
    return reading.done();
  }

  /** Where it is, and what relative folders in it are relative to. */
  Path folder() {
    return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file is in a folder");
  }

  /** The value of a key, if the file has it. */
  public Optional<Written> value(Key key) {
    return Optional.ofNullable(values.get(key));
  }

  /** The plugin of this short name, if the file lists it. */
  public Optional<ListedPlugin> plugin(String name) {
    return plugins.stream().filter(each -> each.name().equals(name)).findFirst();
  }

  /** Goes through a file and gathers. */
  private static final class Reading {
    private final Path file;
    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();
    private final Map<Key, Written> values = new EnumMap<>(Key.class);
    private List<ListedPlugin> plugins = List.of();

    Reading(Path file, Map<String, String> environment) {
      this.file = file;
      this.environment = environment;
    }

    void take(String prefix, List<Member> members) {
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
        take(inner, member.setting().members("an object with " + words(keysOf(inner))));
      }
    }

    private void take(Key key, Setting written) throws JsoncException {
      int before = problems.size();
      Setting setting = new Variables(environment, problems).expand(written);
      if (problems.size() > before) {
        return;
      }
      Path base = absent(file).folder();
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

    private static String words(List<String> keys) {
      return String.join(", ", keys);
    }

    void add(JsoncException e) {
      problems.add(String.valueOf(e.getMessage()));
    }

    SettingsFile done() throws SettingsException {
      if (!problems.isEmpty()) {
        throw new SettingsException(problems);
      }
      return new SettingsFile(file, values, plugins);
    }
  }
}
