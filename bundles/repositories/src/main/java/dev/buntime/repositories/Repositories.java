package dev.buntime.repositories;

import org.osgi.annotation.versioning.ProviderType;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.wiring.BundleRevision;

/** The repositories that the configuration names. Thread-safe. */
@ProviderType
public interface Repositories {

  /**
   * Finds the bundles that make an app resolvable, and fetches them. What the runner has is
   * preferred to what a repository has, and the highest version to lower ones; the same runner and
   * the same repositories give the same plan.
   *
   * <p>Waits for networks and disks: up to 30 s, and no longer.
   *
   * @param app an installed bundle that cannot be resolved
   * @param wall decides which packages and capabilities of the runner's bundles the app may have
   * @throws UnprovidedException if there is no such set of bundles, or one of them cannot be
   *     fetched
   * @throws InterruptedException if the thread is interrupted
   */
  Plan plan(BundleRevision app, ResolverHookFactory wall)
      throws UnprovidedException, InterruptedException;

  /** A number that changes when others repositories are configured. */
  long revision();
}
