package dev.buntime.sandbox.internal;

import dev.buntime.catalog.LiveApp;
import org.osgi.framework.Bundle;

/**
 * The bundles of one generation of an app: its own, and those that were installed for it, whose
 * locations begin with the location of its own and a slash.
 */
public final class Family {
  /** Is in the location of every generation of an app, before anything that it holds. */
  private static final char GENERATION = '#';

  private Family() {}

  /** Whether two bundles are the same or belong to the same generation of an app. */
  public static boolean isOne(Bundle one, Bundle other) {
    return one.equals(other)
        || (LiveApp.isApp(one)
            && LiveApp.isApp(other)
            && isOne(one.getLocation(), other.getLocation()));
  }

  /** Whether a bundle is of another app, or of another generation. */
  static boolean isStranger(Bundle bundle, Bundle reader) {
    return LiveApp.isApp(bundle) && !isOne(bundle, reader);
  }

  private static boolean isOne(String one, String other) {
    return one.startsWith(other + "/")
        || other.startsWith(one + "/")
        || (one.indexOf(GENERATION) > 0 && root(one).equals(root(other)));
  }

  private static String root(String location) {
    int end = location.indexOf('/', Math.max(0, location.indexOf(GENERATION)));
    return end < 0 ? location : location.substring(0, end);
  }
}
