package dev.buntime.plugin.authz.internal.pdp;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.AttributeValueType;
import org.jspecify.annotations.Nullable;

/**
 * The values of an attribute of a request (JSON Profile, section 3.3).
 *
 * @param type a URI
 * @param texts as XML Schema writes them
 */
record JsonValues(String type, List<String> texts) {
  private static final String STRING = JsonForm.type("string");
  private static final String BOOLEAN = JsonForm.type("boolean");
  private static final String INTEGER = JsonForm.type("integer");
  private static final String DOUBLE = JsonForm.type("double");

  /** Reads a value or an array of them. Without a type that is told they say theirs themselves. */
  static JsonValues of(JsonObject attribute, JsonNode value, @Nullable String told)
      throws XacmlException {
    List<String> texts = new ArrayList<>();
    Set<String> inferred = new HashSet<>();
    for (JsonNode each : JsonForm.items(value)) {
      inferred.add(inferred(attribute, each));
      texts.add(each.asText());
    }
    return new JsonValues(
        told == null ? common(attribute, inferred) : told(attribute, told, inferred), texts);
  }

  private static String told(JsonObject attribute, String told, Set<String> inferred)
      throws XacmlException {
    String type = JsonForm.type(told);
    boolean isWrong =
        inferred.stream()
            .anyMatch(each -> !each.equals(STRING) && !each.equals(type) && !widens(each, type));
    if (isWrong) {
      throw attribute.wrong("a value is not of the DataType " + told);
    }
    return type;
  }

  private static boolean widens(String from, String to) {
    return from.equals(INTEGER) && to.equals(DOUBLE);
  }

  private static String inferred(JsonObject attribute, JsonNode value) throws XacmlException {
    return switch (value.getNodeType()) {
      case STRING -> STRING;
      case BOOLEAN -> BOOLEAN;
      case NUMBER -> value.isIntegralNumber() ? INTEGER : DOUBLE;
      default ->
          throw attribute.wrong("a value is neither a text, nor a number, nor true or false");
    };
  }

  /** Integers beside doubles are doubles; nothing else may be mixed. */
  private static String common(JsonObject attribute, Set<String> inferred) throws XacmlException {
    if (inferred.equals(Set.of(INTEGER, DOUBLE))) {
      return DOUBLE;
    }
    if (inferred.size() > 1) {
      throw attribute.wrong("the values are of different types");
    }
    return inferred.isEmpty() ? STRING : inferred.iterator().next();
  }

  /** The same for the engine. */
  List<AttributeValueType> xacml() {
    return texts.stream()
        .map(text -> new AttributeValueType(List.of(text), type, Map.of()))
        .toList();
  }
}
