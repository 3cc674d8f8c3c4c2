package dev.buntime.settings;

import dev.buntime.jsonc.Place;
import dev.buntime.jsonc.Setting;
import dev.buntime.jsonc.Value;
import java.lang.reflect.Array;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/** The values that a property in ConfigAdmin may have. */
public final class PropertyValues {
  private static final Place NO_PLACE = new Place("", 0, 0);

  private PropertyValues() {}

  /**
   * The value with as few types as settings have: texts, truth values, {@code Long}, {@code
   * Double}, and lists of one of them; {@code service.ranking} stays an {@code Integer}.
   *
   * @param name of the property
   * @param value one of ConfigAdmin's types
   */
  public static Object normal(String name, Object value) {
    return name.equalsIgnoreCase(PluginOptions.RANKING) && value instanceof Number number
        ? number.intValue()
        : normal(value);
  }

  private static Object normal(Object value) {
    return switch (value) {
      case Boolean _, String _ -> value;
      case Float number -> normal(number.doubleValue());
      case Double number -> Double.isFinite(number) ? number : number.toString(); // no JSON
      case Number number -> number.longValue();
      case Collection<?> many -> many.stream().<Object>map(PropertyValues::normal).toList();
      default ->
          value.getClass().isArray()
              ? elements(value).stream().<Object>map(PropertyValues::normal).toList()
              : value.toString();
    };
  }

  private static List<Object> elements(Object array) {
    return IntStream.range(0, Array.getLength(array))
        .mapToObj(index -> Array.get(array, index))
        .toList();
  }

  /** The value as one that a settings file could have. */
  static Value toValue(Object value) {
    return switch (normal(value)) {
      case Boolean isTrue -> new Value.Truth(isTrue);
      case Number number -> new Value.Numeral(number.toString());
      case List<?> items -> new Value.Items(items.stream().map(PropertyValues::item).toList());
      case Object text -> new Value.Text(text.toString());
    };
  }

  private static Setting item(Object value) {
    return new Setting(NO_PLACE, String.valueOf(value), toValue(value));
  }

  /** The value as ConfigAdmin wants it: lists are arrays. */
  public static Object toProperty(Object value) {
    if (!(value instanceof List<?> list)) {
      return value;
    }
    Class<?> kind = list.isEmpty() ? String.class : list.getFirst().getClass();
    return list.toArray((Object[]) Array.newInstance(kind, 0));
  }

  /** The value in words, as in a settings file. */
  public static String words(Object value) {
    return JsonText.of(toValue(value));
  }
}
