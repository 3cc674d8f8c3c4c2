package dev.buntime.catalog;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/**
 * The bundles of one artifact: as many generations of the same content as there are workers.
 *
 * <p>One generation is always installed, the home, so that a version which nobody calls is one
 * resolved bundle. It serves the first worker; others that live at the same time get a bundle of
 * their own. No two workers ever share a class loader. Thread-safe.
 */
public interface Generations {

  /**
   * A resolved bundle that no other worker has, with a class loader that no other worker had. Takes
   * some milliseconds if it has to be installed.
   *
   * @throws BundleException if it cannot be installed or resolved
   * @throws IllegalStateException if the artifact was undeployed
   */
  Bundle take() throws BundleException;

  /**
   * Gives a bundle back that was taken, when it is stopped. Its class loader is let go. Returns
   * soon; further calls for the same bundle do nothing.
   */
  void giveBack(Bundle generation);
}
