package dev.buntime.plugins.internal;

import java.io.IOException;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * The options of a plugin in ConfigAdmin.
 *
 * @param values by their keys
 * @param origin where they come from, for people
 */
record PluginOptions(Map<String, Object> values, String origin) {
  /** A plugin without options. */
  static final PluginOptions NONE = new PluginOptions(Map.of(), "default");

  /** Property of a configuration: where each of its values comes from, as {@code key: where}. */
  private static final String ORIGIN = "buntime.origin";

  /** Copies the map. */
  PluginOptions {
    values = Map.copyOf(values);
  }

  /**
   * The options of a plugin at this moment.
   *
   * @throws IOException if ConfigAdmin cannot read its files
   */
  static PluginOptions of(ConfigurationAdmin admin, String plugin) throws IOException {
    Configuration[] found;
    try {
      found = admin.listConfigurations("(" + Constants.SERVICE_PID + "=" + plugin + ")");
    } catch (InvalidSyntaxException e) {
      throw new IllegalArgumentException("'" + plugin + "' is not the name of a plugin", e);
    }
    if (found == null) {
      return NONE;
    }
    Dictionary<String, Object> properties = found[0].getProperties();
    return properties == null ? NONE : of(FrameworkUtil.asMap(properties));
  }

  private static PluginOptions of(Map<String, Object> properties) {
    Map<String, Object> values = new TreeMap<>(properties);
    values.remove(Constants.SERVICE_PID);
    values.remove("service.bundleLocation");
    return new PluginOptions(values, origin(values.remove(ORIGIN)));
  }

  private static String origin(@Nullable Object origins) {
    if (!(origins instanceof String[] all)) {
      return "console"; // whoever configures by a file says so
    }
    String where =
        Arrays.stream(all)
            .map(each -> each.substring(each.indexOf(':') + 1).strip())
            .distinct()
            .collect(Collectors.joining("; "));
    return where.isEmpty() ? NONE.origin() : where;
  }

  /** The ranking that they ask for, else another one. */
  int ranking(int otherwise) {
    return values.get(Constants.SERVICE_RANKING) instanceof Number number
        ? number.intValue()
        : otherwise;
  }
}
