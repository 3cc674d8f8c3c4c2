package dev.buntime.sandbox.internal;

import dev.buntime.catalog.LiveApp;
import dev.buntime.sandbox.Sandbox;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * Who may see which service.
 *
 * <pre>
 * owner of the service    seen by the app itself   by another app   by the runner's bundles
 * ──────────────────────  ───────────────────────  ───────────────  ─────────────────────────────
 * an app, its own         yes                      no               no
 * an app, lent (Loan)     no                       no               yes: it is what they may call
 * the runner (dev.buntime)                 no                       yes
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
    return !LiveApp.isApp(reader) && loans.contains(service);
  }

  /** Whether a bundle is one of the runner's own. */
  static boolean isRunner(Bundle bundle) {
    String name = bundle.getSymbolicName();
    return name != null && name.startsWith(RUNNER) && !LiveApp.isApp(bundle);
  }
}
