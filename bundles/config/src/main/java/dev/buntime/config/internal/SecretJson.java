package dev.buntime.config.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.buntime.credentials.ConfigurationSecrets;
import dev.buntime.credentials.SecretNames;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Secrets in texts, which may be texts of JSON, as objects in lists of options are: then in the
 * texts in them.
 */
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

  /** The member that may be a secret if another one of its object has the name of one. */
  private static final String VALUE = "value";

  private static final List<String> NAMES = List.of("name", "key");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final UnaryOperator<String> known;

  private SecretJson(UnaryOperator<String> known) {
    this.known = known;
  }

  /** The text with a mask in place of each secret; as it is if it has none. */
  static String masked(String text) {
    Optional<JsonNode> tree = tree(text);
    if (tree.isEmpty()) {
      return SecretText.masked(text);
    }
    JsonNode masked = masked(tree.get());
    return masked.equals(tree.get()) ? text : text(masked);
  }

  /** Says all secrets in a text that may be looked for elsewhere. */
  static void eachSecret(String text, Consumer<String> consumer) {
    tree(text)
        .ifPresentOrElse(
            node -> eachSecret(node, consumer), () -> SecretText.eachSecret(text, consumer));
  }

  /**
   * The text with secrets of another one in place of its masks, if that has one wherever there is a
   * mask. A mask in a part of a text stands for what was there only if nothing else of that text
   * was changed: a secret does not go to another address.
   *
   * @param known takes those out of a text that are known
   */
  static Optional<String> filled(String text, String stored, UnaryOperator<String> known) {
    SecretJson json = new SecretJson(known);
    Optional<JsonNode> tree = tree(text);
    Optional<JsonNode> others = tree(stored);
    return tree.isEmpty() || others.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(json.filled(tree.get(), others.get())).map(SecretJson::text);
  }

  /**
   * Whether two objects are the same thing, of which something may have been changed: a secret does
   * not go to another one. What is no object is.
   *
   * @param known takes those out of a text that are known
   */
  static boolean isSame(String one, String stored, UnaryOperator<String> known) {
    Optional<JsonNode> left = tree(one);
    Optional<JsonNode> right = tree(stored);
    return left.isEmpty()
        || right.isEmpty()
        || new SecretJson(known).isSame(left.get(), right.get());
  }

  private boolean isSame(JsonNode one, JsonNode stored) {
    return IDENTITY.stream()
        .filter(name -> one.has(name) && stored.has(name))
        .allMatch(name -> one.path(name).equals(shown(stored.path(name))));
  }

  /** What is in a form of it. */
  private JsonNode shown(JsonNode stored) {
    return stored instanceof TextNode text
        ? TextNode.valueOf(known.apply(masked(text.textValue())))
        : stored;
  }

  /** Whether a text has a mask where a secret would be. */
  static boolean hasMask(String text) {
    return tree(text).map(SecretJson::hasMask).orElseGet(() -> SecretText.hasMask(text));
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
      if (isSecret(node, member.getKey())) {
        eachText(member.getValue(), consumer);
      } else {
        eachSecret(member.getValue(), consumer);
      }
    }
    if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        if (isFlagged(array, i)) {
          eachText(array.get(i), consumer);
        } else {
          eachSecret(array.get(i), consumer);
        }
      }
    } else if (node.isTextual()) {
      eachSecret(node.textValue(), consumer);
    }
  }

  /** By its name, or as the value of what has one, as in a list of variables. */
  private static boolean isSecret(JsonNode object, String member) {
    boolean isPair = object.has(VALUE) && NAMES.stream().anyMatch(object::has);
    if (isPair && member.equals(VALUE)) {
      return NAMES.stream().anyMatch(name -> SecretNames.isSecret(object.path(name).asText()));
    }
    return SecretNames.isSecret(member) && !(isPair && NAMES.contains(member));
  }

  /** Whether it is the secret of an option of a command, which is the item before it. */
  private static boolean isFlagged(ArrayNode array, int item) {
    return item > 0
        && array.get(item - 1) instanceof TextNode flag
        && array.get(item) instanceof TextNode
        && SecretText.isFlag(flag.textValue());
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
          boolean isSecret = isSecret(object, member.getKey());
          masked.set(
              member.getKey(), isSecret ? hidden(member.getValue()) : masked(member.getValue()));
        }
        yield masked;
      }
      case ArrayNode array -> {
        ArrayNode masked = JSON.createArrayNode();
        for (int i = 0; i < array.size(); i++) {
          masked.add(isFlagged(array, i) ? hidden(array.get(i)) : masked(array.get(i)));
        }
        yield masked;
      }
      case TextNode text -> TextNode.valueOf(masked(text.textValue()));
      case JsonNode _ -> node;
    };
  }

  /** One mask for a list or an object of secrets: how many there are does not matter. */
  private static JsonNode hidden(JsonNode node) {
    return isMasked(node) || (node.isContainerNode() && !node.isEmpty()) ? MASK : node;
  }

  private static boolean hasMask(JsonNode node) {
    if (!node.isContainerNode()) {
      return node.equals(MASK) || hasMask(node.asText());
    }
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      if (isSecret(node, member.getKey()) && hasStars(member.getValue())) {
        return true;
      }
    }
    for (JsonNode each : node) {
      if (hasMask(each)) {
        return true;
      }
    }
    return false;
  }

  /** In a secret they are no part of it: somebody has written beside a mask. */
  private static boolean hasStars(JsonNode node) {
    return node.toString().contains(ConfigurationSecrets.MASK);
  }

  /** Null if there is a mask for which the other one has nothing. */
  private @Nullable JsonNode filled(JsonNode node, @Nullable JsonNode stored) {
    if (node.equals(MASK)) {
      return stored == null || stored.isMissingNode() ? null : stored;
    }
    return switch (node) {
      case ObjectNode object -> filledObject(object, stored);
      case ArrayNode array -> filledArray(array, stored);
      case TextNode text -> filledText(text, stored);
      case JsonNode _ -> node;
    };
  }

  private @Nullable JsonNode filledText(TextNode node, @Nullable JsonNode stored) {
    String text = node.textValue();
    if (!text.contains(ConfigurationSecrets.MASK)) {
      return node;
    }
    if (stored != null && node.equals(shown(stored))) {
      return stored;
    }
    boolean isMasked = hasMask(text) || (stored != null && !stored.equals(shown(stored)));
    return isMasked ? null : node;
  }

  private @Nullable JsonNode filledObject(ObjectNode object, @Nullable JsonNode stored) {
    ObjectNode filled = JSON.createObjectNode();
    boolean isOther = stored == null || (object.has(VALUE) && !isSameName(object, stored));
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      String name = member.getKey();
      boolean isStarred = isSecret(object, name) && hasStars(member.getValue());
      JsonNode former = stored == null || (isOther && name.equals(VALUE)) ? null : stored.get(name);
      JsonNode value =
          isStarred && !member.getValue().equals(MASK) ? null : filled(member.getValue(), former);
      if (value == null) {
        return null;
      }
      filled.set(member.getKey(), value);
    }
    return filled;
  }

  /** Whether two pairs of a name and a value have the same name. */
  private static boolean isSameName(JsonNode one, JsonNode stored) {
    return NAMES.stream().allMatch(name -> one.path(name).equals(stored.path(name)));
  }

  /**
   * Of lists that are not as long as each other, or were put into another order, nobody knows which
   * values are the same.
   */
  private @Nullable JsonNode filledArray(ArrayNode array, @Nullable JsonNode stored) {
    boolean isAsLong = stored instanceof ArrayNode && stored.size() == array.size();
    ArrayNode filled = JSON.createArrayNode();
    for (int i = 0; i < array.size(); i++) {
      JsonNode former = isAsLong && stored != null ? stored.get(i) : null;
      boolean isSame =
          former != null
              && stored != null
              && isSame(array.get(i), former)
              && (i == 0 || !isFlagged(array, i) || array.get(i - 1).equals(stored.get(i - 1)));
      JsonNode value = filled(array.get(i), isSame ? former : null);
      if (value == null) {
        return null;
      }
      filled.add(value);
    }
    return filled;
  }
}
