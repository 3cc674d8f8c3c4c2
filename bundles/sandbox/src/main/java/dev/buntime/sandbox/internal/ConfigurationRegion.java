package dev.buntime.sandbox.internal;

import dev.buntime.catalog.LiveApp;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/**
 * Has a changed configuration reach the components of an app on the app's threads.
 *
 * <p>Declarative Services hears of a change on a thread of Configuration Admin, and activates,
 * modifies and deactivates all components that have its PID. It knows regions, though: for each
 * {@code ConfigurationAdmin} that it finds it has a listener of its own, registered by the bundle
 * which that one is of, and asks that one what a component's configuration is.
 *
 * <pre>
 * Configuration Admin ─► this ─┬─► listener of the platform's region          on the same thread
 *                              └─► listener of the apps' region, for each app  on threads of the app
 *                                   └─► {@link AppConfigurationAdmin}   shows apps their own only
 * </pre>
 *
 * <p>So apps get a {@code ConfigurationAdmin} of their own, and both listeners of Declarative
 * Services are hidden from all but this, which calls them. It has to be there before Configuration
 * Admin starts.
 */
@Component(service = ConfigurationListener.class)
public final class ConfigurationRegion
    implements ConfigurationListener, ServiceFactory<ConfigurationAdmin> {

  /** How Declarative Services describes its listeners; there is no other way to know them. */
  private static final String LISTENER = "Declarative Services Configuration Support Listener";

  private static final String LISTENERS = "(service.description=" + LISTENER + ")";
  private static final String NOT_FOR_APPS = "(!(" + Visibility.FOR_APPS + "=*))";

  private final BundleContext context;
  private final ServiceReference<ConfigurationAdmin> admin;
  private final ServiceComponentRuntime components;
  private final BiConsumer<Bundle, Runnable> apps;
  private final ForeignConfigurations others = new ForeignConfigurations(this::users);
  private final ServiceRegistration<ConfigurationAdmin> region;
  private final List<ConfigurationListener> ofPlatform = new CopyOnWriteArrayList<>();
  private final List<ConfigurationListener> ofApps = new CopyOnWriteArrayList<>();

  /**
   * Made by Declarative Services.
   *
   * @param admin Configuration Admin itself
   * @param components knows who has which PID
   * @param apps tells the apps
   */
  @Activate
  public ConfigurationRegion(
      BundleContext context,
      @Reference(target = NOT_FOR_APPS) ServiceReference<ConfigurationAdmin> admin,
      @Reference ServiceComponentRuntime components,
      @Reference WhiteboardSandbox apps) {
    this(context, admin, components, apps::tell);
  }

  ConfigurationRegion(
      BundleContext context,
      ServiceReference<ConfigurationAdmin> admin,
      ServiceComponentRuntime components,
      BiConsumer<Bundle, Runnable> apps) {
    this.context = context;
    this.admin = admin;
    this.components = components;
    this.apps = apps;
    this.region =
        context.registerService(
            ConfigurationAdmin.class,
            this,
            FrameworkUtil.asDictionary(Map.of(Visibility.FOR_APPS, "yes")));
  }

  /** Whether a service of the platform is one of the listeners that this calls. */
  static boolean isListenerOfComponents(ServiceReference<?> service) {
    return LISTENER.equals(service.getProperty(Constants.SERVICE_DESCRIPTION));
  }

  @Deactivate
  void stop() {
    region.unregister();
  }

  @Reference(
      target = LISTENERS,
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      unbind = "removeListener")
  void addListener(
      ConfigurationListener listener, ServiceReference<ConfigurationListener> service) {
    (context.getBundle().equals(service.getBundle()) ? ofApps : ofPlatform).add(listener);
  }

  void removeListener(ConfigurationListener listener) {
    ofApps.remove(listener);
    ofPlatform.remove(listener);
  }

  @Override
  public ConfigurationAdmin getService(
      Bundle user, ServiceRegistration<ConfigurationAdmin> registration) {
    BundleContext owner = LiveApp.isApp(user) ? user.getBundleContext() : null;
    return new AppConfigurationAdmin(user, owner == null ? null : owner.getService(admin), others)
        .face();
  }

  @Override
  public void ungetService(
      Bundle user, ServiceRegistration<ConfigurationAdmin> registration, ConfigurationAdmin face) {
    BundleContext owner = LiveApp.isApp(user) ? user.getBundleContext() : null;
    if (owner != null) {
      owner.ungetService(admin);
    }
  }

  @Override
  public void configurationEvent(ConfigurationEvent event) {
    List<Bundle> users = users(event);
    List<Bundle> concerned = users.stream().filter(LiveApp::isApp).toList();
    if (concerned.isEmpty() || concerned.size() < users.size()) {
      ofPlatform.forEach(listener -> listener.configurationEvent(event));
    }
    boolean gone = event.getType() == ConfigurationEvent.CM_DELETED;
    ConfigurationEvent forApps =
        new ConfigurationEvent(
            region.getReference(),
            gone ? ConfigurationEvent.CM_LOCATION_CHANGED : event.getType(),
            event.getFactoryPid(),
            event.getPid());
    for (Bundle app : concerned) {
      var turn = new AppConfigurationAdmin.Turn(app, gone ? event.getPid() : null);
      apps.accept(
          app,
          () -> turn.run(() -> ofApps.forEach(listener -> listener.configurationEvent(forApps))));
    }
  }

  /** The bundles with a component that the configuration is for. */
  private List<Bundle> users(ConfigurationEvent event) {
    String factory = event.getFactoryPid();
    return users(factory == null ? event.getPid() : factory);
  }

  private List<Bundle> users(String targeted) {
    String pid = withoutTarget(targeted);
    return components.getComponentDescriptionDTOs().stream()
        .filter(component -> has(component, pid))
        .map(component -> bundle(component))
        .filter(bundle -> bundle != null)
        .distinct()
        .toList();
  }

  private static boolean has(ComponentDescriptionDTO component, String pid) {
    return !component.configurationPolicy.equals("ignore")
        && Arrays.asList(component.configurationPid).contains(pid);
  }

  private @Nullable Bundle bundle(ComponentDescriptionDTO component) {
    return context.getBundle(component.bundle.id);
  }

  /** A PID may name a bundle that it is for (OSGi Configuration Admin, section 104.3.2). */
  private static String withoutTarget(String pid) {
    int end = pid.indexOf('|');
    return end < 0 ? pid : pid.substring(0, end);
  }
}
