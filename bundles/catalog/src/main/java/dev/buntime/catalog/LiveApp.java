package dev.buntime.catalog;

import dev.buntime.versions.AppVersion;
import java.util.Objects;
import org.osgi.framework.Bundle;

/**
 * An app version that can be called: its bundle is installed and resolved.
 *
 * <p>Redeploying the same version makes a new live app with another bundle.
 *
 * @param id name and version
 * @param bundle the home generation, which stands for the app version while nobody runs it
 * @param entryPoint how it answers requests
 * @param settings how its workers live
 * @param generations where a worker gets its bundle
 */
public record LiveApp(
    AppVersion id,
    Bundle bundle,
    EntryPoint entryPoint,
    WorkerSettings settings,
    Generations generations) {

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
    Objects.requireNonNull(settings, "settings");
    Objects.requireNonNull(generations, "generations");
  }

  /** Whether the bundle is the bundle of an app. */
  public static boolean isApp(Bundle bundle) {
    return bundle.getLocation().startsWith(LOCATION_PREFIX);
  }
}
