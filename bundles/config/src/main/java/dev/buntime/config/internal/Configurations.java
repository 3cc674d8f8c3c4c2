package dev.buntime.config.internal;

import dev.buntime.settings.PropertyValues;
import java.io.IOException;
import java.util.Collections;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * What ConfigAdmin holds for this room. The configurations that this room keeps are those that have
 * the property {@link OriginLines#PROPERTY}.
 */
final class Configurations {
  /** Any bundle may have the configuration, and another one after it. */
  private static final String ANY_LOCATION = "?";

  /** What ConfigAdmin adds to every configuration. */
  private static final List<String> AUTOMATIC =
      List.of(
          "service.pid",
          "service.factoryPid",
          "service.bundleLocation",
          "felix.fileinstall.filename");

  private static final Pattern SPECIAL = Pattern.compile("[()*\\\\]");

  private final ConfigurationAdmin admin;

  /** Change counts as they were last seen, by PID. */
  private final Map<String, Long> counts = new ConcurrentHashMap<>();

  Configurations(ConfigurationAdmin admin) {
    this.admin = admin;
  }

  /** Properties of a configuration, in few types; empty if there is no such configuration. */
  Optional<SortedMap<String, Object>> read(String pid) throws IOException {
    Optional<Configuration> found = find("(service.pid=" + literal(pid) + ")").stream().findFirst();
    found.ifPresent(this::count);
    return found.map(Configuration::getProperties).map(Configurations::normal);
  }

  /** PIDs of the configurations that this room keeps. */
  List<String> kept() throws IOException {
    return findKept().stream().map(Configuration::getPid).toList();
  }

  /** The configurations that this room keeps, by PID, in few types. */
  Map<String, SortedMap<String, Object>> readKept() throws IOException {
    Map<String, SortedMap<String, Object>> read = new TreeMap<>();
    for (Configuration each : findKept()) {
      properties(each)
          .ifPresent(properties ->
              read.put(properties.get(Constants.SERVICE_PID).toString(), normal(properties)));
    }
    return read;
  }

  /** Empty if it was taken away meanwhile, or nobody has written it yet. */
  private static Optional<Dictionary<String, Object>> properties(Configuration configuration) {
    try {
      return Optional.ofNullable(configuration.getProperties());
    } catch (IllegalStateException _) {
      return Optional.empty();
    }
  }

  private List<Configuration> findKept() throws IOException {
    return find("(" + OriginLines.PROPERTY + "=*)");
  }

  /** Makes a configuration what it has to be; does nothing if it is. */
  void write(String pid, SortedMap<String, Object> properties) throws IOException {
    Configuration configuration = admin.getConfiguration(pid, ANY_LOCATION);
    if (!ANY_LOCATION.equals(configuration.getBundleLocation())) {
      configuration.setBundleLocation(ANY_LOCATION); // else it would stay bound to one bundle
    }
    boolean isNew = configuration.getProperties() == null;
    var _ = configuration.updateIfDifferent(dictionary(properties));
    // Declarative Services takes a count that is not higher than the last one for old news, even if
    // the configuration was deleted and made anew in between.
    long last = counts.getOrDefault(pid, 0L);
    while (isNew && configuration.getChangeCount() <= last) {
      configuration.update(dictionary(properties));
    }
    count(configuration);
  }

  private void count(Configuration configuration) {
    var _ = counts.merge(configuration.getPid(), configuration.getChangeCount(), Math::max);
  }

  /** Makes a configuration of a factory what it has to be. */
  void writeFactory(String factory, String name, Map<String, Object> properties)
      throws IOException {
    var _ =
        admin
            .getFactoryConfiguration(factory, name, ANY_LOCATION)
            .updateIfDifferent(FrameworkUtil.asDictionary(properties));
  }

  /** Takes a configuration away. */
  void delete(String pid) throws IOException {
    admin.getConfiguration(pid, ANY_LOCATION).delete();
  }

  /** The name of one configuration, whatever it means in a filter. */
  private static String literal(String pid) {
    return SPECIAL.matcher(pid).replaceAll("\\\\$0");
  }

  private List<Configuration> find(String filter) throws IOException {
    try {
      Configuration @Nullable [] found = admin.listConfigurations(filter);
      return found == null ? List.of() : List.of(found);
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Dictionary<String, Object> dictionary(SortedMap<String, Object> properties) {
    SortedMap<String, Object> typed = new TreeMap<>();
    properties.forEach((name, value) -> typed.put(name, PropertyValues.toProperty(value)));
    return FrameworkUtil.asDictionary(typed);
  }

  /** The properties in few types, without those that ConfigAdmin adds. */
  static SortedMap<String, Object> normal(Dictionary<String, Object> properties) {
    SortedMap<String, Object> normal = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String name : Collections.list(properties.keys())) {
      if (!AUTOMATIC.contains(name)) {
        normal.put(name, PropertyValues.normal(name, properties.get(name)));
      }
    }
    return normal;
  }
}
