package dev.buntime.catalog;

import org.osgi.framework.Bundle;

/**
 * A bundle that extends the runner. It is trusted like the runner's own: for apps it is as if it
 * were one of them.
 */
public final class PluginBundle {
  /** What the location of every bundle of the plugins folder begins with, and no other. */
  public static final String LOCATION_PREFIX = "plugin:";

  private PluginBundle() {}

  /** Whether the bundle comes from the plugins folder. */
  public static boolean is(Bundle bundle) {
    return bundle.getLocation().startsWith(LOCATION_PREFIX);
  }
}
