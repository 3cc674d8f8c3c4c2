package dev.buntime.config.internal;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.service.metatype.AttributeDefinition;

/**
 * What a form of the web console has in fields that nobody touched: it saves the defaults of their
 * descriptions as well, and such a value is no edit.
 */
final class FormDefaults {
  private FormDefaults() {}

  /**
   * Whether a value is what the form begins with.
   *
   * @param value in few types
   */
  static boolean isDefault(AttributeDefinition attribute, Object value) {
    String @Nullable [] defaults = attribute.getDefaultValue();
    List<String> texts =
        defaults == null
            ? List.of()
            : Arrays.stream(defaults).filter(each -> !each.isEmpty()).toList();
    return switch (value) {
      case List<?> list -> list.stream().map(String::valueOf).toList().equals(texts);
      case String text -> text.isEmpty() ? texts.isEmpty() : texts.equals(List.of(text));
      case Boolean isTrue -> texts.isEmpty() ? !isTrue : texts.equals(List.of(isTrue.toString()));
      case Number number -> texts.size() == 1 && isSame(number, texts.getFirst());
      case Object _ -> false;
    };
  }

  private static boolean isSame(Number number, String text) {
    try {
      return new BigDecimal(number.toString()).compareTo(new BigDecimal(text)) == 0;
    } catch (NumberFormatException _) {
      return false;
    }
  }
}
