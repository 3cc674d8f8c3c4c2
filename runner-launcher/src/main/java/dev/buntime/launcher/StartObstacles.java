package dev.buntime.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * Asks the bundles why the runner does not get ready.
 *
 * <p>Whoever knows offers a {@link Supplier} of text with the property {@code
 * buntime.obstacles=true}.
 */
final class StartObstacles {
  private static final String FILTER = "(buntime.obstacles=true)";

  private StartObstacles() {}

  /** What those who know say, without full stop; empty if there is nothing, or nobody knows. */
  static List<String> find(BundleContext context) {
    List<String> found = new ArrayList<>();
    for (ServiceReference<?> reference : references(context)) {
      if (context.getService(reference) instanceof Supplier<?> obstacles) {
        String told = String.valueOf(obstacles.get());
        if (!told.isEmpty()) {
          found.add(told);
        }
      }
    }
    return List.copyOf(found);
  }

  @SuppressWarnings("rawtypes") // a service is found by its class, which has no arguments
  private static List<ServiceReference<Supplier>> references(BundleContext context) {
    try {
      return List.copyOf(context.getServiceReferences(Supplier.class, FILTER));
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
