package dev.buntime.sandbox.internal;

import dev.buntime.catalog.LiveApp;
import dev.buntime.catalog.PluginBundle;
import dev.buntime.sandbox.Sandbox;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/**
 * Who may see which service.
 *
 * <pre>
 * owner of the service    seen by the app itself   by another app   by the others
 * ──────────────────────  ───────────────────────  ───────────────  ─────────────────────────────
 * an app, its own         yes                      no               no
 * an app, lent (Loan)     no                       no               those whom it is for
 * the runner and plugins                   no                       yes
 * the runner, {@link #FOR_APPS}            yes                      no
 * the platform                             yes                      yes
 * the platform, {@link #OVER_ALL}          no                       yes
 * the launcher, for the runner             no                       yes
 * </pre>
 *
 * <p>What is seen is called: a service may have any property, and some bundles take a service by
 * its properties alone, such as a command shell. So one of an app is shown to nobody but those that
 * it is for.
 *
 * <p>"The app itself" are all bundles of its {@link Family}.
 *
 * <p>Servlet contexts of workers are seen by all, and one that an app lends by that app: Felix HTTP
 * asks, in the name of the app's bundle, whether it may use them (OSGi Servlet Service, section
 * 140.2). Apps do not hear of them, though: they come and go with workers of other apps.
 */
final class Visibility {
  /** Property of services of the runner that stand, for apps, in place of the platform's. */
  static final String FOR_APPS = "dev.buntime.apps";

  /** Services of the platform that show, or change, what belongs to all. */
  private static final Set<String> OVER_ALL =
      Set.of(
          "org.osgi.service.cm.ConfigurationAdmin",
          "org.osgi.service.component.runtime.ServiceComponentRuntime",
          "org.osgi.service.servlet.runtime.HttpServiceRuntime");

  private static final String CONFIG_ADMIN = "org.apache.felix.configadmin";
  private static final String WEB_CONSOLE = "org.apache.felix.webconsole";
  private static final String EVENT_ADMIN = "org.apache.felix.eventadmin";

  /** What is lent to others than Felix HTTP, with the names of their bundles. */
  private static final Map<String, Set<String>> CALLERS =
      Map.of(
          "org.osgi.service.cm.ManagedService", Set.of(CONFIG_ADMIN, WEB_CONSOLE),
          "org.osgi.service.cm.ManagedServiceFactory", Set.of(CONFIG_ADMIN, WEB_CONSOLE),
          "org.osgi.service.event.EventHandler", Set.of(EVENT_ADMIN));

  private static final String FELIX_HTTP = "org.apache.felix.http.";

  /** What names of the runner's bundles and packages begin with. */
  static final String RUNNER = "dev.buntime.";

  private final Loans loans;

  Visibility(Loans loans) {
    this.loans = loans;
  }

  /** Whether a bundle may see a service. */
  boolean sees(BundleContext observer, ServiceReference<?> service) {
    Bundle owner = service.getBundle();
    if (owner == null) {
      return false; // unregistered meanwhile
    }
    Bundle reader = observer.getBundle();
    if (isContextOfWorker(owner, reader, service)) {
      return true;
    }
    if (LiveApp.isApp(owner)) {
      return seesAppService(reader, owner, service);
    }
    if (ConfigurationRegion.isListenerOfComponents(service)) {
      return false; // whoever has to call it is not asked
    }
    boolean forApps = isRunner(owner) && service.getProperty(FOR_APPS) != null;
    return LiveApp.isApp(reader) ? forApps || (!isRunner(owner) && !isOverAll(service)) : !forApps;
  }

  /** Whether a bundle may hear what becomes of a service. */
  boolean hears(BundleContext observer, ServiceReference<?> service) {
    return sees(observer, service)
        && !(LiveApp.isApp(observer.getBundle())
            && service.getProperty(Sandbox.SLOT_PROPERTY) != null
            && !isOwn(observer.getBundle(), service));
  }

  private boolean isOwn(Bundle reader, ServiceReference<?> service) {
    return reader.equals(service.getBundle()) && !loans.contains(service);
  }

  private static boolean isOverAll(ServiceReference<?> service) {
    Object types = service.getProperty(Constants.OBJECTCLASS);
    return types instanceof String[] names
        && Arrays.stream(names).anyMatch(name -> OVER_ALL.contains(name) || isOfLauncher(name));
  }

  /** The launcher registers services through the system bundle. */
  private static boolean isOfLauncher(String type) {
    return type.startsWith(RUNNER);
  }

  private boolean isContextOfWorker(Bundle owner, Bundle reader, ServiceReference<?> service) {
    return service.getProperty(Sandbox.SLOT_PROPERTY) != null
        && (isRunner(owner) || (reader.equals(owner) && loans.contains(service)));
  }

  private boolean seesAppService(Bundle reader, Bundle owner, ServiceReference<?> service) {
    if (Family.isOne(reader, owner)) {
      return !loans.contains(service);
    }
    return !LiveApp.isApp(reader) && loans.contains(service) && isFor(reader, service);
  }

  /** Whether a platform bundle exists to call what is lent. */
  private static boolean isFor(Bundle reader, ServiceReference<?> lent) {
    Set<String> callers =
        Arrays.stream((String[]) lent.getProperty(Constants.OBJECTCLASS))
            .flatMap(type -> CALLERS.getOrDefault(type, Set.of()).stream())
            .collect(Collectors.toUnmodifiableSet());
    return callers.isEmpty()
        ? isRunner(reader) || nameOf(reader).startsWith(FELIX_HTTP)
        : callers.contains(nameOf(reader));
  }

  private static String nameOf(Bundle bundle) {
    return Objects.requireNonNullElse(bundle.getSymbolicName(), "");
  }

  /** Whether a bundle is one of the runner's own, or of the plugins that extend it. */
  static boolean isRunner(Bundle bundle) {
    return PluginBundle.is(bundle) || (nameOf(bundle).startsWith(RUNNER) && !LiveApp.isApp(bundle));
  }
}
