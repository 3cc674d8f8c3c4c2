package dev.buntime.plugin.authz.internal.shortform;

import dev.buntime.jsonc.JsoncException;
import dev.buntime.jsonc.Setting;
import dev.buntime.jsonc.Value;
import dev.buntime.plugin.authz.internal.attributes.Type;
import java.util.regex.Pattern;

/** Values that may stand in XACML. */
final class Texts {
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,15}(\\.\\d{1,15})?");
  private static final int LONGEST = 10_000;

  private Texts() {}

  /** A text, which may be empty, without control characters and halves of characters. */
  static String line(Setting setting) throws JsoncException {
    String allowed = "a text of at most %d printable characters".formatted(LONGEST);
    String text = setting.anyText(allowed);
    boolean isPrintable =
        text.codePoints()
            .noneMatch(c ->
                Character.isISOControl(c)
                    || Character.getType(c) == Character.SURROGATE
                    || c == 0xFFFE
                    || c == 0xFFFF);
    if (!isPrintable || text.length() > LONGEST) {
      throw setting.refused(allowed);
    }
    return text;
  }

  /** A text that is not empty. */
  static String word(Setting setting, String allowed) throws JsoncException {
    String text = setting.value() instanceof Value.Text ? line(setting) : "";
    if (text.isEmpty()) {
      throw setting.refused(allowed);
    }
    return text;
  }

  /** A text, a number, true or false. */
  static Term.Literal value(Setting setting) throws JsoncException {
    return switch (setting.value()) {
      case Value.Truth(boolean isTrue) -> new Term.Literal(Type.BOOLEAN, String.valueOf(isTrue));
      case Value.Numeral _ -> number(setting);
      case Value.Text _ -> Term.text(line(setting));
      default -> throw setting.refused("a text, a number, true or false");
    };
  }

  /** A number as a value of type double. */
  static Term.Literal number(Setting setting) throws JsoncException {
    if (setting.value() instanceof Value.Numeral(String digits)
        && NUMBER.matcher(digits).matches()) {
      return new Term.Literal(Type.DOUBLE, digits);
    }
    throw setting.refused("a number with at most 15 digits before the point, and behind it");
  }
}
