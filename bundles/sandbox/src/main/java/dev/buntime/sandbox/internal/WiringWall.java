package dev.buntime.sandbox.internal;

import dev.buntime.catalog.LiveApp;
import java.util.Collection;
import org.osgi.framework.Bundle;
import org.osgi.framework.hooks.resolver.ResolverHook;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.service.component.annotations.Component;

/**
 * Keeps bundles from wiring across the walls (OSGi Core, chapter 57): nobody gets a package or a
 * capability from an app, an app gets none of the runner's own and attaches to no host.
 *
 * <p>Apps may have the same symbolic name and version, even as singletons. The bundles of one
 * {@link Family} wire as they like.
 */
@Component(property = "dev.buntime.wall=wiring")
public final class WiringWall implements ResolverHookFactory {

  @Override
  public ResolverHook begin(Collection<BundleRevision> triggers) {
    return new Hook();
  }

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
      candidates.removeIf(candidate -> !mayWire(requirement, reader, bundleOf(candidate)));
    }

    @Override
    public void end() {
      // No state to give up.
    }

    private static boolean mayWire(BundleRequirement requirement, Bundle reader, Bundle provider) {
      if (Family.isOne(reader, provider)) {
        return true;
      }
      if (LiveApp.isApp(provider)) {
        return false;
      }
      return !LiveApp.isApp(reader)
          || !(Visibility.isRunner(provider)
              || requirement.getNamespace().equals(HostNamespace.HOST_NAMESPACE));
    }

    private static Bundle bundleOf(BundleCapability capability) {
      return capability.getRevision().getBundle();
    }
  }
}
