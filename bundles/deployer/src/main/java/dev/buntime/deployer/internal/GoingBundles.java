package dev.buntime.deployer.internal;

import dev.buntime.catalog.PluginBundle;
import java.util.Collection;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.hooks.resolver.ResolverHook;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/**
 * Keeps bundles of plugins from wiring to those that are about to go (OSGi Core, chapter 57):
 * otherwise a new generation would use the packages of the one that it replaces, which the resolver
 * prefers because they are in use. Neither do the two collide as singletons. Thread-safe.
 */
final class GoingBundles implements ResolverHookFactory {
  private volatile Set<Bundle> going = Set.of(); // replaced whole, by one thread

  /** Says which bundles are about to go, besides those that are uninstalled. */
  void are(Collection<Bundle> bundles) {
    going = Set.copyOf(bundles);
  }

  @Override
  public ResolverHook begin(Collection<BundleRevision> triggers) {
    return new Hook(going);
  }

  private record Hook(Set<Bundle> going) implements ResolverHook {

    @Override
    public void filterResolvable(Collection<BundleRevision> candidates) {
      // Everything may resolve; what it may wire to is decided below.
    }

    @Override
    public void filterSingletonCollisions(
        BundleCapability singleton, Collection<BundleCapability> collisions) {
      if (goes(singleton)) {
        collisions.clear();
      } else {
        collisions.removeIf(this::goes);
      }
    }

    @Override
    public void filterMatches(
        BundleRequirement requirement, Collection<BundleCapability> candidates) {
      Bundle reader = requirement.getRevision().getBundle();
      if (PluginBundle.is(reader) && !going.contains(reader)) {
        candidates.removeIf(this::goes);
      }
    }

    @Override
    public void end() {
      // No state to give up.
    }

    private boolean goes(BundleCapability capability) {
      Bundle provider = capability.getRevision().getBundle();
      return going.contains(provider)
          || (PluginBundle.is(provider) && provider.getState() == Bundle.UNINSTALLED);
    }
  }
}
