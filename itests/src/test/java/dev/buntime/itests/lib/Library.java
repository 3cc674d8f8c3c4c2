package dev.buntime.itests.lib;

import org.osgi.framework.FrameworkUtil;

/** A library that is a bundle of its own. */
public final class Library {
  private static int calls;

  private Library() {}

  /** The version of the bundle that the caller got. */
  public static String version() {
    return FrameworkUtil.getBundle(Library.class).getVersion().toString();
  }

  /** How often it was asked since its class loader is there. */
  public static synchronized int calls() {
    return ++calls;
  }

  /** Never returns. */
  public static void spin() {
    long turns = 0;
    while (turns >= 0) {
      turns = (turns + 1) & Integer.MAX_VALUE;
    }
  }
}
