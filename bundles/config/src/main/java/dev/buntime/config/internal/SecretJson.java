package dev.buntime.config.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.buntime.credentials.ConfigurationSecrets;
import dev.buntime.credentials.SecretNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Secrets in texts of JSON, as objects in lists of options are. */
final class SecretJson {
  private static final JsonNode MASK = TextNode.valueOf(ConfigurationSecrets.MASK);

  /** Members by which an object is known, and that say who gets its secrets. */
  private static final List<String> IDENTITY =
      List.of(
          "id",
          "name",
          "provider",
          "issuer",
          "url",
          "uri",
          "host",
          "realm",
          "clientId",
          "user",
          "username");

  private static final ObjectMapper JSON = new ObjectMapper();

  private SecretJson() {}

  /** The text with a mask in place of each secret; as it is if it has none or is no JSON. */
  static String masked(String text) {
    Optional<JsonNode> tree = tree(text);
    List<String> secrets = new ArrayList<>();
    tree.ifPresent(node -> eachSecret(node, secrets::add));
    return secrets.isEmpty() ? text : text(masked(tree.orElseThrow()));
  }

  /** Says all secrets in a text of JSON. */
  static void eachSecret(String text, Consumer<String> consumer) {
    tree(text).ifPresent(node -> eachSecret(node, consumer));
  }

  /**
   * The text with secrets of another one in place of its masks, if that has one wherever there is a
   * mask.
   */
  static Optional<String> filled(String text, String stored) {
    Optional<JsonNode> tree = tree(text);
    Optional<JsonNode> others = tree(stored);
    return tree.isEmpty() || others.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(filled(tree.get(), others.get())).map(SecretJson::text);
  }

  /**
   * Whether two objects are the same thing, of which something may have been changed: a secret does
   * not go to another one. What is no object is.
   */
  static boolean isSame(String one, String other) {
    Optional<JsonNode> left = tree(one);
    Optional<JsonNode> right = tree(other);
    return left.isEmpty() || right.isEmpty() || isSame(left.get(), right.get());
  }

  private static boolean isSame(JsonNode one, JsonNode other) {
    return IDENTITY.stream()
        .filter(name -> one.has(name) && other.has(name))
        .allMatch(name -> one.path(name).equals(other.path(name)));
  }

  /** Whether a text of JSON has a mask in it. */
  static boolean hasMask(String text) {
    return tree(text).filter(SecretJson::hasMask).isPresent();
  }

  private static Optional<JsonNode> tree(String text) {
    String begin = text.stripLeading();
    if (!begin.startsWith("{") && !begin.startsWith("[")) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(JSON.readTree(text)).filter(JsonNode::isContainerNode);
    } catch (JsonProcessingException _) {
      return Optional.empty();
    }
  }

  private static String text(JsonNode node) {
    try {
      return JSON.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is always JSON", e);
    }
  }

  private static void eachSecret(JsonNode node, Consumer<String> consumer) {
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      if (SecretNames.isSecret(member.getKey())) {
        eachText(member.getValue(), consumer);
      } else {
        eachSecret(member.getValue(), consumer);
      }
    }
    if (node.isArray()) {
      node.forEach(each -> eachSecret(each, consumer));
    }
  }

  private static void eachText(JsonNode node, Consumer<String> consumer) {
    if (node.isContainerNode()) {
      node.forEach(each -> eachText(each, consumer));
    } else if (isMasked(node)) {
      consumer.accept(node.asText());
    }
  }

  /** Truth values and nothing are no secrets, nor is an empty text. */
  private static boolean isMasked(JsonNode node) {
    return (node.isTextual() || node.isNumber()) && !node.asText().isEmpty();
  }

  private static JsonNode masked(JsonNode node) {
    return switch (node) {
      case ObjectNode object -> {
        ObjectNode masked = JSON.createObjectNode();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
          boolean isSecret = SecretNames.isSecret(member.getKey());
          masked.set(
              member.getKey(), isSecret ? hidden(member.getValue()) : masked(member.getValue()));
        }
        yield masked;
      }
      case ArrayNode array -> {
        ArrayNode masked = JSON.createArrayNode();
        array.forEach(each -> masked.add(masked(each)));
        yield masked;
      }
      case JsonNode _ -> node;
    };
  }

  /** One mask for a list or an object of secrets: how many there are does not matter. */
  private static JsonNode hidden(JsonNode node) {
    return isMasked(node) || (node.isContainerNode() && !node.isEmpty()) ? MASK : node;
  }

  private static boolean hasMask(JsonNode node) {
    if (!node.isContainerNode()) {
      return node.equals(MASK);
    }
    for (JsonNode each : node) {
      if (hasMask(each)) {
        return true;
      }
    }
    return false;
  }

  /** Null if there is a mask for which the other one has nothing. */
  private static @Nullable JsonNode filled(JsonNode node, @Nullable JsonNode stored) {
    if (node.equals(MASK)) {
      return stored == null || stored.isMissingNode() ? null : stored;
    }
    return switch (node) {
      case ObjectNode object -> filledObject(object, stored);
      case ArrayNode array -> filledArray(array, stored);
      case JsonNode _ -> node;
    };
  }

  private static @Nullable JsonNode filledObject(ObjectNode object, @Nullable JsonNode stored) {
    ObjectNode filled = JSON.createObjectNode();
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      JsonNode value =
          filled(member.getValue(), stored == null ? null : stored.get(member.getKey()));
      if (value == null) {
        return null;
      }
      filled.set(member.getKey(), value);
    }
    return filled;
  }

  /**
   * Of lists that are not as long as each other, or were put into another order, nobody knows which
   * values are the same.
   */
  private static @Nullable JsonNode filledArray(ArrayNode array, @Nullable JsonNode stored) {
    boolean isAsLong = stored instanceof ArrayNode && stored.size() == array.size();
    ArrayNode filled = JSON.createArrayNode();
    for (int i = 0; i < array.size(); i++) {
      JsonNode former = isAsLong && stored != null ? stored.get(i) : null;
      boolean isSame = former != null && isSame(array.get(i), former);
      JsonNode value = filled(array.get(i), isSame ? former : null);
      if (value == null) {
        return null;
      }
      filled.add(value);
    }
    return filled;
  }
}
