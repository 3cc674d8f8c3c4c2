package dev.buntime.plugin.authn.internal;

import dev.buntime.jsonc.JsoncException;
import dev.buntime.jsonc.Setting;
import dev.buntime.jsonc.Value.Text;

/** Reads options that nobody may see: no error repeats them. */
final class Secrets {
  private Secrets() {}

  /** The text as it is. */
  static String text(Setting setting) throws JsoncException {
    if (setting.value() instanceof Text(String text) && !text.isBlank()) {
      return text;
    }
    throw refused(setting, "it is not a text, or blank");
  }

  /** The error that it cannot be used. */
  static JsoncException refused(Setting setting, String why) {
    return setting.place().error(setting.path() + " cannot be used: " + why);
  }
}
