package dev.buntime.sandbox.internal.census;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleReference;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/**
 * Finds bundles that have not given back a service of the app: the framework keeps the object for
 * them, even when the service is unregistered.
 */
final class ServiceUseFinder implements HolderFinder {
  private final BundleContext context;

  ServiceUseFinder(BundleContext context) {
    this.context = context;
  }

  @Override
  public String places() {
    return "services in use";
  }

  @Override
  public List<String> find(ClassLoader loader) {
    Bundle owner = loader instanceof BundleReference reference ? reference.getBundle() : null;
    if (owner == null) {
      return List.of();
    }
    List<String> found = new ArrayList<>();
    for (Bundle user : context.getBundles()) {
      ServiceReference<?>[] used = user.getServicesInUse();
      for (ServiceReference<?> service : used == null ? new ServiceReference<?>[0] : used) {
        if (isOf(owner, service)) {
          found.add("service " + types(service) + " in use by bundle " + user.getSymbolicName());
        }
      }
    }
    return found;
  }

  /** By the number, because a service that is unregistered no longer tells its bundle. */
  private static boolean isOf(Bundle owner, ServiceReference<?> service) {
    return service.getProperty(Constants.SERVICE_BUNDLEID) instanceof Long id
        && id == owner.getBundleId();
  }

  private static String types(ServiceReference<?> service) {
    return service.getProperty(Constants.OBJECTCLASS) instanceof String[] types
        ? Arrays.toString(types)
        : "?";
  }
}
