package dev.buntime.sandbox.internal;

import dev.buntime.catalog.LiveApp;
import java.util.Dictionary;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.service.cm.Configuration;

/**
 * Knows which configurations are not for an app: those of the runner and of plugins, which come
 * from the settings, those of the platform, and those that only bundles of others use. What nobody
 * uses is for everybody.
 *
 * @param users the bundles that a PID or the PID of a factory is for
 */
record ForeignConfigurations(Function<String, List<Bundle>> users) {
  /** Property of the configurations that come from the settings. */
  private static final String OF_SETTINGS = "buntime.origin";

  private static final List<String> OF_PLATFORM = List.of("dev.buntime.", "org.apache.felix.");

  /** Whether a configuration is not for an app. */
  boolean have(Bundle app, Configuration configuration) {
    String factory = configuration.getFactoryPid();
    Dictionary<String, Object> properties = configuration.getProperties();
    return (properties != null && properties.get(OF_SETTINGS) != null)
        || isForeign(app, factory == null ? configuration.getPid() : factory);
  }

  /**
   * Looks whether an app may have a configuration.
   *
   * @param pid of it, or of its factory
   * @throws SecurityException if it may not
   */
  void check(Bundle app, String pid) {
    if (isForeign(app, pid)) {
      throw new SecurityException(
          "%s may not have the configuration %s: it is not its own"
              .formatted(app.getSymbolicName(), pid));
    }
  }

  private boolean isForeign(Bundle app, String pid) {
    List<Bundle> all = users.apply(pid);
    return OF_PLATFORM.stream().anyMatch(pid::startsWith)
        || all.stream().anyMatch(user -> !LiveApp.isApp(user))
        || (!all.isEmpty() && all.stream().noneMatch(user -> isSame(app, user)));
  }

  /** All versions of an app share what is theirs. */
  private static boolean isSame(Bundle app, Bundle user) {
    @Nullable String name = app.getSymbolicName();
    return Family.isOne(app, user) || Objects.equals(name, user.getSymbolicName());
  }
}
