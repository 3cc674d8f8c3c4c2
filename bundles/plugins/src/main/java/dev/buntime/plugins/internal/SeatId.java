package dev.buntime.plugins.internal;

import java.util.Comparator;
import org.osgi.framework.Version;

/**
 * Which service it is.
 *
 * @param name name of the plugin
 * @param version version of the bundle
 * @param bundle id of the bundle
 * @param service id of the service
 */
record SeatId(String name, Version version, long bundle, long service) {
  /** Of services of the same name the one that is in force comes last. */
  static final Comparator<SeatId> BY_AGE =
      Comparator.comparing(SeatId::version).thenComparingLong(SeatId::service);

  /** Name and version, for people. */
  @Override
  public String toString() {
    return name + " " + version;
  }
}
