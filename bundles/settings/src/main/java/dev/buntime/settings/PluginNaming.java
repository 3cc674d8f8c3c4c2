package dev.buntime.settings;

import dev.buntime.jsonc.JsoncException;
import dev.buntime.jsonc.Setting;
import java.util.regex.Pattern;

/** How plugins are named in settings. */
final class PluginNaming {
  /** What may stand before a name without making it another one. */
  static final String SCOPE = "@buntime/";

  /** What a name is made of; as {@code dev.buntime.plugin.PluginName} says. */
  static final Pattern NAME = Pattern.compile("[a-z][a-z0-9._-]{0,63}");

  private static final Pattern TAKEN =
      Pattern.compile("(dev\\.buntime|org\\.apache|org\\.osgi)\\..*");
  private static final String ALLOWED =
      "the name of a plugin, such as \"plugin-metrics\" or \"@buntime/plugin-metrics\": a lower-case"
          + " letter, then lower-case letters, digits, -, _ and ., at most 64";

  private PluginNaming() {}

  /**
   * Reads a name.
   *
   * @return the short one
   * @throws JsoncException if it is no name, or the PID of something else in the runner
   */
  static String read(Setting setting) throws JsoncException {
    String text = setting.text(ALLOWED);
    String name = text.startsWith(SCOPE) ? text.substring(SCOPE.length()) : text;
    if (!NAME.matcher(name).matches()) {
      throw setting.refused(ALLOWED);
    }
    if (TAKEN.matcher(name).matches()) {
      throw setting.refused(
          "a name that does not begin like the runner's own parts (dev.buntime., org.apache.,"
              + " org.osgi.)");
    }
    return name;
  }
}
