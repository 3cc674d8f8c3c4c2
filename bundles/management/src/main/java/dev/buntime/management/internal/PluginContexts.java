package dev.buntime.management.internal;

import dev.buntime.plugin.Plugin;
import dev.buntime.plugins.Plugins;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.servlet.context.ServletContextHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each plugin a servlet context that has the plugin's name, at {@code /_/<name>}.
 *
 * <p>A context stays when its plugin goes, and answers 404: Felix HTTP keeps something of each one
 * that is ever unregistered, and a plugin that is replaced needs it again at once. Thread-safe.
 */
@Component(
    immediate = true,
    service = {})
public final class PluginContexts {
  private static final Logger log = LoggerFactory.getLogger(PluginContexts.class);

  /** What the runner itself has below {@code /_/}. */
  private static final Set<String> RESERVED =
      Set.of(
          "console",
          "deployments",
          "health",
          "logs",
          "metrics",
          "openapi.json",
          "operations",
          "plugins",
          "sse",
          "stats",
          "whoami");

  private final BundleContext context;
  private final Gates gates;
  private final Set<String> names = ConcurrentHashMap.newKeySet();
  private final List<ServiceRegistration<ServletContextHelper>> contexts =
      new CopyOnWriteArrayList<>();

  /** Made by Declarative Services. */
  @Activate
  public PluginContexts(
      BundleContext context,
      @Reference ManagementDoor door,
      @Reference RoutePermissions permissions,
      @Reference ScrapeLogin scrape,
      @Reference Plugins plugins) {
    this.context = context;
    this.gates = new Gates(door, permissions, scrape, plugins);
  }

  /**
   * What a request to a plugin has to pass.
   *
   * @param door knows who makes it
   * @param permissions what it needs
   * @param scrape who may have the meters besides
   * @param plugins whether the plugin is in force
   */
  record Gates(
      ManagementDoor door, RoutePermissions permissions, ScrapeLogin scrape, Plugins plugins) {}

  /** Gives the plugin a context unless one of its name has had one. */
  @Reference(
      service = Plugin.class,
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      unbind = "pluginGoes")
  void pluginComes(ServiceReference<Plugin> plugin) {
    if (!(plugin.getProperty(Plugin.NAME) instanceof String name) || !names.add(name)) {
      return;
    }
    if (RESERVED.contains(name)) {
      log.warn(
          "the routes of plugin {} cannot be reached, because /_/{} is the runner's own: give it"
              + " another name",
          name,
          name);
      return;
    }
    contexts.add(register(name));
  }

  private ServiceRegistration<ServletContextHelper> register(String name) {
    return context.registerService(
        ServletContextHelper.class,
        new PerBundle(name),
        FrameworkUtil.asDictionary(
            Map.of(
                "osgi.http.whiteboard.context.name",
                name,
                "osgi.http.whiteboard.context.path",
                "/_/" + name)));
  }

  void pluginGoes(ServiceReference<Plugin> plugin) {
    log.debug("{} goes, its context stays", plugin);
  }

  @Deactivate
  void stop() {
    contexts.forEach(ServiceRegistration::unregister);
  }

  /** Each bundle that has servlets or resources in the context finds its own files there. */
  private final class PerBundle implements ServiceFactory<ServletContextHelper> {
    private final String name;

    PerBundle(String name) {
      this.name = name;
    }

    @Override
    public ServletContextHelper getService(
        Bundle bundle, ServiceRegistration<ServletContextHelper> registration) {
      return new PluginContext(bundle, name, gates);
    }

    @Override
    public void ungetService(
        Bundle bundle,
        ServiceRegistration<ServletContextHelper> registration,
        ServletContextHelper service) {
      // It holds nothing.
    }
  }
}
