package dev.buntime.plugins;

import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The plugins of each bundle, for whoever replaces and removes bundles. Bundles are told by their
 * ids. Thread-safe; no method waits.
 */
@ProviderType
public interface BundlePlugins {

  /** Names of the plugins that a bundle has in force, those included that have failed since. */
  Set<String> inForce(long bundle);

  /**
   * Takes the plugins of a bundle out of force for good. Requests that are under way still meet
   * them, so the bundle must not be stopped while there are any.
   */
  void retire(long bundle);

  /** Who still meets plugins of a bundle that was {@linkplain #retire retired}. */
  Use use(long bundle);
}
