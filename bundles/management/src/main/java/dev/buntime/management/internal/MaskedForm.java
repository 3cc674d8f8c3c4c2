package dev.buntime.management.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.buntime.credentials.ConfigurationSecrets;
import java.util.List;
import java.util.Map;

/** Data of the forms of the web console's page of configurations, without secrets. */
final class MaskedForm {
  private static final ObjectMapper JSON = new ObjectMapper();

  private MaskedForm() {}

  /** The data of a form, or of a list of them. */
  static String of(String text, ConfigurationSecrets secrets) {
    try {
      JsonNode tree = JSON.readTree(text);
      mask(tree, secrets);
      return JSON.writeValueAsString(withoutKnown(tree, secrets));
    } catch (JsonProcessingException _) { // then it is no form
      return MaskedNames.of(secrets.masked(text));
    }
  }

  /** Texts only: a number with a mask in it is no JSON. */
  private static JsonNode withoutKnown(JsonNode node, ConfigurationSecrets secrets) {
    return switch (node) {
      case TextNode text -> TextNode.valueOf(secrets.masked(text.textValue()));
      case ObjectNode object -> {
        ObjectNode masked = JSON.createObjectNode();
        object
            .properties()
            .forEach(each ->
                masked.set(secrets.masked(each.getKey()), withoutKnown(each.getValue(), secrets)));
        yield masked;
      }
      case ArrayNode array -> {
        ArrayNode masked = JSON.createArrayNode();
        array.forEach(each -> masked.add(withoutKnown(each, secrets)));
        yield masked;
      }
      case JsonNode _ -> node;
    };
  }

  private static void mask(JsonNode node, ConfigurationSecrets secrets) {
    if (node.isArray()) {
      node.forEach(each -> mask(each, secrets));
      return;
    }
    String pid = node.path("pid").asText();
    for (Map.Entry<String, JsonNode> each : node.path("properties").properties()) {
      if (each.getValue() instanceof ObjectNode property && property.path("is_set").asBoolean()) {
        mask(pid, each.getKey(), property, secrets);
      }
    }
  }

  /** What is not set has its default, which is in the bundle for everybody. */
  private static void mask(
      String pid, String name, ObjectNode property, ConfigurationSecrets secrets) {
    for (String member : List.of("value", "values")) {
      JsonNode value = property.get(member);
      if (value != null && !value.isNull()) {
        Object plain = JSON.convertValue(value, Object.class);
        property.set(member, JSON.valueToTree(secrets.masked(pid, name, plain)));
      }
    }
  }
}
