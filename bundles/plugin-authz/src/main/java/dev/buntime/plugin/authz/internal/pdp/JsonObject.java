package dev.buntime.plugin.authz.internal.pdp;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An object of a request.
 *
 * @param place where it is, for messages
 * @param node an object
 */
record JsonObject(String place, JsonNode node) {
  static JsonObject of(String place, JsonNode node) throws XacmlException {
    if (!node.isObject()) {
      throw new XacmlException(place + " is not an object");
    }
    return new JsonObject(place, node);
  }

  XacmlException wrong(String what) {
    return new XacmlException(place + ": " + what);
  }

  /** Refuses members with other names. */
  void allow(Set<String> names) throws XacmlException {
    for (String name : (Iterable<String>) node::fieldNames) {
      if (!names.contains(name)) {
        throw wrong("unknown member %s; there are %s".formatted(name, new TreeSet<>(names)));
      }
    }
  }

  JsonNode required(String name) throws XacmlException {
    JsonNode value = node.get(name);
    if (value == null || value.isNull()) {
      throw wrong(name + " is missing");
    }
    return value;
  }

  String text(String name) throws XacmlException {
    JsonNode value = required(name);
    if (!value.isTextual() || value.asText().isEmpty()) {
      throw wrong(name + " is not a text");
    }
    return value.asText();
  }

  @Nullable String optional(String name) throws XacmlException {
    return node.has(name) ? text(name) : null;
  }

  /** False if it is not there. */
  boolean truth(String name) throws XacmlException {
    if (!node.has(name)) {
      return false;
    }
    JsonNode value = required(name);
    if (!value.isBoolean()) {
      throw wrong(name + " is neither true nor false");
    }
    return value.booleanValue();
  }
}
