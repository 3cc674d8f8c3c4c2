package dev.buntime.config.internal;

import dev.buntime.jsonc.JsoncException;
import dev.buntime.settings.PropertyValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.service.metatype.AttributeDefinition;

/** Reads values of properties as their descriptions say: type, least, most and choices. */
final class DescribedValue {
  private DescribedValue() {}

  /**
   * Reads one.
   *
   * @param value in few types
   * @return the value in the type that is described
   * @throws JsoncException if it is not allowed
   */
  static Object read(AttributeDefinition attribute, Object value) throws JsoncException {
    boolean isMany = attribute.getCardinality() != 0;
    if (isMany != value instanceof List) {
      throw refused(attribute, value);
    }
    if (!(value instanceof List<?> items)) {
      return one(attribute, value, value);
    }
    List<Object> read = new ArrayList<>();
    for (Object item : items) {
      read.add(one(attribute, item, value));
    }
    return List.copyOf(read);
  }

  private static Object one(AttributeDefinition attribute, Object item, Object whole)
      throws JsoncException {
    String text = item.toString().strip();
    String problem = attribute.validate(attribute.getCardinality() == 0 ? text : escaped(text));
    if (problem != null && !problem.isEmpty()) {
      throw refused(attribute, whole);
    }
    try {
      return typed(attribute.getType(), item, text);
    } catch (NumberFormatException _) {
      throw refused(attribute, whole);
    }
  }

  /** As one value in a list of them, for which a comma ends a value. */
  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace(",", "\\,");
  }

  private static Object typed(int type, Object item, String text) {
    return switch (type) {
      case AttributeDefinition.BOOLEAN -> Boolean.valueOf(text);
      case AttributeDefinition.BYTE,
          AttributeDefinition.SHORT,
          AttributeDefinition.INTEGER,
          AttributeDefinition.LONG ->
          Long.valueOf(text);
      case AttributeDefinition.FLOAT, AttributeDefinition.DOUBLE -> Double.valueOf(text);
      default -> item.toString();
    };
  }

  private static JsoncException refused(AttributeDefinition attribute, Object value) {
    String description = Objects.requireNonNullElse(attribute.getDescription(), "");
    return new JsoncException(
        "%s is %s; allowed is %s%s"
            .formatted(
                attribute.getID(),
                attribute.getType() == AttributeDefinition.PASSWORD
                    ? "a secret"
                    : PropertyValues.words(value),
                attribute.getCardinality() == 0 ? kind(attribute) : "a list of " + kind(attribute),
                description.isEmpty() ? "" : ": " + withoutStop(description)));
  }

  private static String kind(AttributeDefinition attribute) {
    String @Nullable [] choices = attribute.getOptionValues();
    if (choices != null && choices.length > 0) {
      return Stream.of(choices).collect(Collectors.joining(", ", "one of ", ""));
    }
    return switch (attribute.getType()) {
      case AttributeDefinition.BOOLEAN -> "true or false";
      case AttributeDefinition.BYTE,
          AttributeDefinition.SHORT,
          AttributeDefinition.INTEGER,
          AttributeDefinition.LONG ->
          "a whole number";
      case AttributeDefinition.FLOAT, AttributeDefinition.DOUBLE -> "a number";
      default -> "a text";
    };
  }

  private static String withoutStop(String sentence) {
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }
}
