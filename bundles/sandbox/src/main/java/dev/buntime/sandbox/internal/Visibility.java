package dev.buntime.sandbox.internal;

import dev.buntime.catalog.LiveApp;
import dev.buntime.catalog.PluginBundle;
import dev.buntime.sandbox.Sandbox;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/**
 * Who may see which service.
 *
 * <pre>
 * owner of the service    seen by the app itself   by another app   by the runner's bundles
 * ──────────────────────  ───────────────────────  ───────────────  ─────────────────────────────
 * an app, its own         yes                      no               only {@link #OPEN} types
 * an app, lent (Loan)     no                       no               yes: this is what Felix HTTP gets
 * the runner and plugins                   no                       yes
 * the platform                             yes                      yes
 * </pre>
 *
 * <p>"The app itself" are all bundles of its {@link Family}.
 *
 * <p>Servlet contexts of workers are seen by all, and one that an app lends by that app: Felix HTTP
 * asks, in the name of the app's bundle, whether it may use them (OSGi Servlet Service, section
 * 140.2).
 */
final class Visibility {
  /** Services of an app that a platform bundle exists to receive. */
  private static final Set<String> OPEN =
      Set.of(
          "org.osgi.service.cm.ManagedService",
          "org.osgi.service.cm.ManagedServiceFactory",
          "org.osgi.service.event.EventHandler");

  private static final String RUNNER = "dev.buntime.";

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
    return !LiveApp.isApp(reader) || !isRunner(owner);
  }

  private boolean isContextOfWorker(Bundle owner, Bundle reader, ServiceReference<?> service) {
    return service.getProperty(Sandbox.SLOT_PROPERTY) != null
        && (isRunner(owner) || (reader.equals(owner) && loans.contains(service)));
  }

  private boolean seesAppService(Bundle reader, Bundle owner, ServiceReference<?> service) {
    if (Family.isOne(reader, owner)) {
      return !loans.contains(service);
    }
    return !LiveApp.isApp(reader) && (loans.contains(service) || isOpen(service));
  }

  private static boolean isOpen(ServiceReference<?> service) {
    Object types = service.getProperty(Constants.OBJECTCLASS);
    return types instanceof String[] names && OPEN.containsAll(Set.of(names));
  }

  /** Whether a bundle is one of the runner's own, or of the plugins that extend it. */
  static boolean isRunner(Bundle bundle) {
    String name = bundle.getSymbolicName();
    return PluginBundle.is(bundle)
        || (name != null && name.startsWith(RUNNER) && !LiveApp.isApp(bundle));
  }
}
