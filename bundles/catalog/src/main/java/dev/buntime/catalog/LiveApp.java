package dev.buntime.catalog;

import java.util.Objects;
import org.osgi.framework.Bundle;

/**
 * An app version that can be called: its bundle is installed and resolved.
 *
 * <p>Redeploying the same version makes a new live app with another bundle.
 *
 * @param id name and version
 * @param bundle the bundle; whoever runs it starts and stops it, the deployer uninstalls it
 * @param entryPoint how it answers requests
 */
public record LiveApp(AppVersion id, Bundle bundle, EntryPoint entryPoint) {

  /**
   * What the location of every app bundle begins with and that of no other bundle. It tells apps
   * from the runner's own bundles before anything else is known about them.
   */
  public static final String LOCATION_PREFIX = "app:";

  /** Checks that nothing is null. */
  public LiveApp {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(bundle, "bundle");
    Objects.requireNonNull(entryPoint, "entryPoint");
  }

  /** Whether the bundle is the bundle of an app. */
  public static boolean isApp(Bundle bundle) {
    return bundle.getLocation().startsWith(LOCATION_PREFIX);
  }
}
