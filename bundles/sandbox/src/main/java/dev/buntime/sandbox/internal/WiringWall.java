package dev.buntime.sandbox.internal;

import dev.buntime.catalog.LiveApp;
import dev.buntime.sandbox.guard.Linkage;
import java.util.Collection;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.hooks.resolver.ResolverHook;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.service.component.annotations.Component;

/**
 * Keeps bundles from wiring across the walls (OSGi Core, chapter 57): nobody gets a package or a
 * capability from an app; an app gets of the runner's own only the packages that are for apps, and
 * attaches to no host.
 *
 * <p>Apps may have the same symbolic name and version, even as singletons. The bundles of one
 * {@link Family} wire as they like.
 */
@Component(property = "dev.buntime.wall=wiring")
public final class WiringWall implements ResolverHookFactory {
  /** The packages of the runner's bundles that apps may use. */
  private static final Set<String> FOR_APPS =
      Set.of("dev.buntime.app", Linkage.class.getPackageName());

  @Override
  public ResolverHook begin(Collection<BundleRevision> triggers) {
    return new Hook();
  }

  /**
   * Micrometer's packages: its global registry is one for all, and would keep the app of whoever
   * puts a meter into it. An app that uses Micrometer carries its own.
   */
  private static final String METERS = "io.micrometer.";

  private static final class Hook implements ResolverHook {

    @Override
    public void filterResolvable(Collection<BundleRevision> candidates) {
      // Everything may resolve; what it may wire to is decided below.
    }

    @Override
    public void filterSingletonCollisions(
        BundleCapability singleton, Collection<BundleCapability> collisions) {
      if (LiveApp.isApp(bundleOf(singleton))) {
        collisions.clear();
      } else {
        collisions.removeIf(collision -> LiveApp.isApp(bundleOf(collision)));
      }
    }

    @Override
    public void filterMatches(
        BundleRequirement requirement, Collection<BundleCapability> candidates) {
      Bundle reader = requirement.getRevision().getBundle();
      candidates.removeIf(candidate -> !mayWire(requirement, reader, candidate));
    }

    @Override
    public void end() {
      // No state to give up.
    }

    private static boolean mayWire(
        BundleRequirement requirement, Bundle reader, BundleCapability candidate) {
      Bundle provider = bundleOf(candidate);
      if (Family.isOne(reader, provider)) {
        return true;
      }
      if (LiveApp.isApp(provider)) {
        return false;
      }
      if (!LiveApp.isApp(reader)) {
        return true;
      }
      if (Visibility.isRunner(provider) || nameOf(candidate).startsWith(Visibility.RUNNER)) {
        return isForApps(candidate); // the launcher exports packages through the system bundle
      }
      return !requirement.getNamespace().equals(HostNamespace.HOST_NAMESPACE)
          && !nameOf(candidate).startsWith(METERS);
    }

    private static boolean isForApps(BundleCapability candidate) {
      return FOR_APPS.contains(nameOf(candidate));
    }

    /** The name of a package; of anything else none. */
    private static String nameOf(BundleCapability capability) {
      return capability.getNamespace().equals(PackageNamespace.PACKAGE_NAMESPACE)
              && capability.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE)
                  instanceof String name
          ? name
          : "";
    }

    private static Bundle bundleOf(BundleCapability capability) {
      return capability.getRevision().getBundle();
    }
  }
}
