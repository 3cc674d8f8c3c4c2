package dev.buntime.deployer.internal;

import dev.buntime.plugin.Plugin;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** The plugins that a bundle offers as services. */
final class PluginServices {
  private PluginServices() {}

  /** Their names, sorted; none if the bundle does not run or is a library. */
  static Set<String> names(Bundle bundle) {
    return services(bundle)
        .filter(PluginServices::isPlugin)
        .flatMap(PluginServices::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<ServiceReference<?>> services(Bundle bundle) {
    try {
      return Optional.ofNullable(bundle.getRegisteredServices()).stream().flatMap(Arrays::stream);
    } catch (IllegalStateException _) {
      return Stream.empty(); // somebody has uninstalled it
    }
  }

  private static boolean isPlugin(ServiceReference<?> service) {
    return service.getProperty(Constants.OBJECTCLASS) instanceof String[] types
        && Arrays.asList(types).contains(Plugin.class.getName());
  }

  private static Stream<String> name(ServiceReference<?> service) {
    return service.getProperty(Plugin.NAME) instanceof String name
        ? Stream.of(name)
        : Stream.empty();
  }
}
