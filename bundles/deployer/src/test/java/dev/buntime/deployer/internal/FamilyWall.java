package dev.buntime.deployer.internal;

import dev.buntime.catalog.LiveApp;
import java.util.Collection;
import org.osgi.framework.Bundle;
import org.osgi.framework.hooks.resolver.ResolverHook;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/** Lets nobody have anything of an app but those that were installed for it. */
final class FamilyWall implements ResolverHook {

  @Override
  public void filterResolvable(Collection<BundleRevision> candidates) {}

  @Override
  public void filterSingletonCollisions(
      BundleCapability singleton, Collection<BundleCapability> collisions) {
    collisions.clear();
  }

  @Override
  public void filterMatches(
      BundleRequirement requirement, Collection<BundleCapability> candidates) {
    Bundle reader = requirement.getRevision().getBundle();
    candidates.removeIf(each -> {
      Bundle provider = each.getRevision().getBundle();
      return LiveApp.isApp(provider) && !family(provider).equals(family(reader));
    });
  }

  private static String family(Bundle bundle) {
    return bundle.getLocation().replaceFirst("/.*", "");
  }

  @Override
  public void end() {}
}
