package dev.buntime.worker.internal;

import dev.buntime.catalog.LiveApp;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;

/**
 * The bundles that were installed for a generation of an app and are wired to it, directly or by
 * others: they live and go with it. They are not started.
 *
 * @param bundles none twice
 * @param classLoaders of the bundles
 */
record Companions(List<Bundle> bundles, List<ClassLoader> classLoaders) {

  /**
   * Finds them.
   *
   * @param generation a resolved bundle
   */
  static Companions of(Bundle generation) {
    Map<Bundle, BundleWiring> found = new LinkedHashMap<>();
    Deque<BundleWiring> open = new ArrayDeque<>();
    BundleWiring own = generation.adapt(BundleWiring.class);
    if (own != null) {
      open.add(own);
    }
    while (!open.isEmpty()) {
      for (BundleWire wire : open.remove().getRequiredWires(null)) {
        BundleWiring provider = wire.getProviderWiring();
        Bundle bundle = provider.getBundle();
        if (LiveApp.isApp(bundle)
            && !bundle.equals(generation)
            && found.putIfAbsent(bundle, provider) == null) {
          open.add(provider);
        }
      }
    }
    return new Companions(
        List.copyOf(found.keySet()),
        found.values().stream().map(BundleWiring::getClassLoader).toList());
  }
}
