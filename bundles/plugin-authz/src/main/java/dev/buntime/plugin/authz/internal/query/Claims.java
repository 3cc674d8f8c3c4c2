package dev.buntime.plugin.authz.internal.query;

import dev.buntime.plugin.authz.internal.attributes.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The claims of an identity. A name with dots is that of a claim, or leads to a member of an
 * object; what is in a list counts as if it stood there alone.
 *
 * @param members by name: texts, numbers, truth values, lists and maps of those
 */
record Claims(Map<String, Object> members) {
  private static final int MOST = 1000;

  /** The values of a claim that are of a type, as XML Schema writes them. */
  List<String> values(String name, Type type) {
    List<String> values = new ArrayList<>();
    find(members, name, type, values);
    return values;
  }

  private static void find(Map<?, ?> object, String name, Type type, List<String> values) {
    collect(object.get(name), type, values);
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      enter(object.get(name.substring(0, dot)), name.substring(dot + 1), type, values);
    }
  }

  private static void enter(@Nullable Object value, String name, Type type, List<String> values) {
    switch (value) {
      case Map<?, ?> inner -> find(inner, name, type, values);
      case Collection<?> list -> list.forEach(each -> enter(each, name, type, values));
      case null, default -> {
        // Has no members.
      }
    }
  }

  private static void collect(@Nullable Object value, Type type, List<String> values) {
    switch (value) {
      case Collection<?> list -> list.forEach(each -> collect(each, type, values));
      case String text when type == Type.STRING && values.size() < MOST -> values.add(text);
      case Boolean truth when type == Type.BOOLEAN -> values.add(truth.toString());
      case Number number when type == Type.DOUBLE && values.size() < MOST ->
          values.add(text(number.doubleValue()));
      case null, default -> {
        // Of another type.
      }
    }
  }

  /** XML Schema has other words for what is no number. */
  private static String text(double number) {
    if (Double.isInfinite(number)) {
      return number > 0 ? "INF" : "-INF";
    }
    return Double.toString(number);
  }
}
