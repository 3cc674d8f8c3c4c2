package dev.buntime.plugin.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.buntime.jsonc.Jsonc;
import dev.buntime.jsonc.JsoncException;
import dev.buntime.jsonc.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The options as they are in {@code buntime.jsonc}. ConfigAdmin has them flat: members of objects
 * with dots, objects in lists as texts of JSON.
 */
public final class OptionTree {
  private static final Pattern OF_THE_RUNNER =
      Pattern.compile("(service|component|buntime)\\..*|objectclass|osgi\\.ds\\..*|\\..*");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String plugin;
  private final Set<String> listsOfObjects;

  private OptionTree(String plugin, Set<String> listsOfObjects) {
    this.plugin = plugin;
    this.listsOfObjects = listsOfObjects;
  }

  /**
   * The members of the object with the options.
   *
   * @param plugin name of the plugin, for messages
   * @param properties of the component
   * @param listsOfObjects options that are lists in which there are objects
   * @throws JsoncException if a text that should be JSON is none
   */
  public static List<Member> of(
      String plugin, Map<String, Object> properties, Set<String> listsOfObjects)
      throws JsoncException {
    return new OptionTree(plugin, listsOfObjects).members(properties);
  }

  private List<Member> members(Map<String, Object> properties) throws JsoncException {
    Map<String, Object> tree = new TreeMap<>();
    for (var property : properties.entrySet()) {
      String key = property.getKey();
      if (!OF_THE_RUNNER.matcher(key.toLowerCase(Locale.ROOT)).matches()) {
        put(tree, key, value(key, property.getValue()));
      }
    }
    try {
      return Jsonc.parse(plugin, JSON.writeValueAsString(tree));
    } catch (JsonProcessingException e) {
      throw new JsoncException(
          "the options of %s are of types that settings have not".formatted(plugin));
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

  private Object value(String key, Object value) throws JsoncException {
    if (!listsOfObjects.contains(key)) {
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
