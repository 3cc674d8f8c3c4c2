package dev.buntime.settings;

import dev.buntime.jsonc.Place;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
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
    return new FileReading(file, environment).read(text);
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
}
