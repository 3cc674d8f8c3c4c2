package dev.buntime.plugin.authn.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.buntime.jsonc.Jsonc;
import dev.buntime.jsonc.JsoncException;
import dev.buntime.jsonc.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The options as they are in {@code buntime.jsonc}. ConfigAdmin has them flat: members of objects
 * with dots, objects in lists as texts of JSON.
 */
final class OptionTree {
  private static final Pattern OF_THE_RUNNER =
      Pattern.compile("(service|component|buntime)\\..*|objectclass|osgi\\.ds\\..*|\\..*");

  /** Lists in which there are objects. */
  private static final List<String> LISTS_OF_OBJECTS = List.of("providers", "users");

  private static final ObjectMapper JSON = new ObjectMapper();

  private OptionTree() {}

  /**
   * The members of the object with the options.
   *
   * @param properties of the component
   * @throws JsoncException if a text that should be JSON is none
   */
  static List<Member> of(Map<String, Object> properties) throws JsoncException {
    Map<String, Object> tree = new TreeMap<>();
    for (var property : properties.entrySet()) {
      String key = property.getKey();
      if (!OF_THE_RUNNER.matcher(key.toLowerCase(Locale.ROOT)).matches()) {
        put(tree, key, value(key, property.getValue()));
      }
    }
    try {
      return Jsonc.parse("plugin-authn", JSON.writeValueAsString(tree));
    } catch (JsonProcessingException e) {
      throw new JsoncException("the options of plugin-authn are of types that settings have not");
    }
  }

  /** Only one level: the names of claims may have dots themselves. */
  private static void put(Map<String, Object> tree, String key, Object value)
      throws JsoncException {
    int dot = key.indexOf('.');
    if (dot < 0) {
      tree.put(key, value);
      return;
    }
    String object = key.substring(0, dot);
    if (!(tree.computeIfAbsent(object, _ -> new TreeMap<String, Object>())
        instanceof TreeMap<?, ?> members)) {
      throw new JsoncException(object + " is a value and an object at the same time");
    }
    Map<String, Object> all = new TreeMap<>();
    members.forEach((name, each) -> all.put(String.valueOf(name), each));
    all.put(key.substring(dot + 1), value);
    tree.put(object, all);
  }

  private static Object value(String key, Object value) throws JsoncException {
    if (!LISTS_OF_OBJECTS.contains(key)) {
      return value;
    }
    List<Object> objects = new ArrayList<>();
    for (Object each : value instanceof Object[] array ? array : new Object[] {value}) {
      objects.add(object(key, String.valueOf(each)));
    }
    return objects;
  }

  private static Object object(String key, String json) throws JsoncException {
    try {
      return JSON.readValue(json, Map.class);
    } catch (JsonProcessingException e) { // which may repeat a secret
      throw new JsoncException(key + " is not a list of objects");
    }
  }
}
