package dev.buntime.settings;

import dev.buntime.jsonc.JsoncException;
import dev.buntime.jsonc.Setting;
import dev.buntime.jsonc.Value.Items;
import dev.buntime.jsonc.Value.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the list {@code plugins}: {@code "name"} or {@code ["name", {options}]}. */
final class PluginReader {
  private static final String ALLOWED = "\"name\" or [\"name\", {options}]";

  private PluginReader() {}

  /**
   * Reads the list.
   *
   * @return the plugins in their order, no name twice
   * @throws JsoncException at the first one that is wrong
   */
  static List<ListedPlugin> read(Setting setting) throws JsoncException {
    Map<String, Setting> seen = new LinkedHashMap<>();
    List<ListedPlugin> plugins = new ArrayList<>();
    for (Setting item : setting.items("a list of plugins, each " + ALLOWED)) {
      ListedPlugin plugin = plugin(item);
      Setting before = seen.putIfAbsent(plugin.name(), item);
      if (before != null) {
        throw item.place()
            .error(
                "%s is %s, which %s in line %d lists already"
                    .formatted(item.path(), plugin.name(), before.path(), before.place().line()));
      }
      plugins.add(plugin);
    }
    return List.copyOf(plugins);
  }

  private static ListedPlugin plugin(Setting item) throws JsoncException {
    return switch (item.value()) {
      case Text _ -> new ListedPlugin(PluginNaming.read(item), new TreeMap<>(), item.place());
      case Items(List<Setting> parts) when parts.size() == 1 ->
          new ListedPlugin(PluginNaming.read(parts.get(0)), new TreeMap<>(), item.place());
      case Items(List<Setting> parts) when parts.size() == 2 ->
          new ListedPlugin(
              PluginNaming.read(parts.get(0)), PluginOptions.of(parts.get(1)), item.place());
      case Items(List<Setting> parts) ->
          throw item.place()
              .error(
                  "%s is a list of %d; allowed is %s"
                      .formatted(item.path(), parts.size(), ALLOWED));
      default -> throw item.refused(ALLOWED);
    };
  }
}
