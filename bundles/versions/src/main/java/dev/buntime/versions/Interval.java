package dev.buntime.versions;

import java.util.Collections;
import java.util.NavigableSet;
import org.jspecify.annotations.Nullable;

/**
 * The versions from a bound up to, and without, another.
 *
 * <p>Bounds have no build metadata. As versions are ordered by precedence first, every build of a
 * version is then on the same side of a bound.
 *
 * @param from the lowest version within
 * @param to the lowest version above; null if there is none
 */
record Interval(SemVer from, @Nullable SemVer to) {
  private static final SemVer LOWEST = SemVer.parse("0.0.0-0");

  static final Interval ALL = new Interval(LOWEST, null);
  static final Interval NONE = new Interval(LOWEST, LOWEST);

  /** The versions that are not below the bound; none if it is null, which is above all. */
  static Interval from(@Nullable SemVer from) {
    return from == null ? NONE : new Interval(from, null);
  }

  /** The versions that are below the bound; all if it is null. */
  static Interval below(@Nullable SemVer to) {
    return new Interval(LOWEST, to);
  }

  /** The versions that are in both. */
  Interval and(Interval other) {
    SemVer higher = from.compareTo(other.from) >= 0 ? from : other.from;
    return new Interval(higher, lower(to, other.to));
  }

  private static @Nullable SemVer lower(@Nullable SemVer a, @Nullable SemVer b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.compareTo(b) <= 0 ? a : b;
  }

  /** A view of those versions that lie in this interval. */
  NavigableSet<SemVer> of(NavigableSet<SemVer> versions) {
    if (to == null) {
      return versions.tailSet(from, true);
    }
    return from.compareTo(to) >= 0
        ? Collections.emptyNavigableSet()
        : versions.subSet(from, true, to, false);
  }
}
