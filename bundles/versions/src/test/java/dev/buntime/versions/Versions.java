package dev.buntime.versions;

import java.util.Arrays;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Sets of versions for tests. */
final class Versions {
  private Versions() {}

  /** The versions of a text, blanks between. */
  static NavigableSet<SemVer> of(String text) {
    return Arrays.stream(text.split(" "))
        .filter(word -> !word.isEmpty())
        .map(SemVer::parse)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The version that no range selects, or {@code none}. */
  static String latest(NavigableSet<SemVer> versions) {
    return VersionRange.LATEST.best(versions).map(SemVer::toString).orElse("none");
  }

  /** The version that a range selects, {@code none}, or {@code @} and the position of the error. */
  static String resolve(String range, NavigableSet<SemVer> versions) {
    try {
      return VersionRange.parse(range).best(versions).map(SemVer::toString).orElse("none");
    } catch (RangeSyntaxException e) {
      return "@" + e.position();
    }
  }
}
