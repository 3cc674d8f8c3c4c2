package dev.buntime.versions;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.semver4j.Semver;
import org.semver4j.SemverException;

/**
 * A semantic version (semver.org 2.0.0): {@code major.minor.patch[-preRelease][+build]}.
 *
 * <p>Ordered by precedence; build metadata breaks ties, so that the order agrees with {@link
 * #equals}. Immutable.
 */
public final class SemVer implements Comparable<SemVer> {
  // Not semver4j's own order, which takes "1a" for a number and fails on numbers above a long.
  private static final Comparator<SemVer> PRECEDENCE =
      Comparator.comparingInt(SemVer::major)
          .thenComparingInt(SemVer::minor)
          .thenComparingInt(SemVer::patch)
          .thenComparing(SemVer::comparePreReleases);

  private final Semver semver;

  private SemVer(Semver semver) {
    this.semver = semver;
  }

  /**
   * Reads a complete version.
   *
   * @throws IllegalArgumentException if the text is not a semantic version; the message says so
   */
  public static SemVer parse(String text) {
    try {
      return new SemVer(new Semver(text));
    } catch (SemverException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a semantic version such as 1.4.2 or 2.0.0-beta.1", e);
    }
  }

  /** The release {@code major.minor.patch}; each number is at least 0. */
  public static SemVer of(int major, int minor, int patch) {
    return parse(major + "." + minor + "." + patch);
  }

  /** The first number. */
  public int major() {
    return semver.getMajor();
  }

  /** The second number. */
  public int minor() {
    return semver.getMinor();
  }

  /** The third number. */
  public int patch() {
    return semver.getPatch();
  }

  /** Whether this version sorts before its release, such as {@code 2.0.0-beta.1}. */
  public boolean isPreRelease() {
    return !semver.getPreRelease().isEmpty();
  }

  /** Whether both have the same three numbers. */
  public boolean sameRelease(SemVer other) {
    return major() == other.major() && minor() == other.minor() && patch() == other.patch();
  }

  @Override
  public int compareTo(SemVer other) {
    int byPrecedence = PRECEDENCE.compare(this, other);
    return byPrecedence != 0 ? byPrecedence : toString().compareTo(other.toString());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SemVer that && toString().equals(that.toString());
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(toString());
  }

  /** The canonical text, without a leading {@code v}. */
  @Override
  public String toString() {
    return semver.getVersion();
  }

  /**
   * Rule 11: a release comes after its pre-releases; those are compared identifier by identifier.
   */
  private static int comparePreReleases(SemVer one, SemVer other) {
    List<String> left = one.semver.getPreRelease();
    List<String> right = other.semver.getPreRelease();
    if (left.isEmpty() || right.isEmpty()) {
      return Boolean.compare(left.isEmpty(), right.isEmpty());
    }
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      int byIdentifier = compareIdentifiers(left.get(i), right.get(i));
      if (byIdentifier != 0) {
        return byIdentifier;
      }
    }
    return Integer.compare(left.size(), right.size());
  }

  /** Numbers by value and before words, words in ASCII order. Numbers have no leading zeros. */
  private static int compareIdentifiers(String left, String right) {
    boolean leftIsNumber = isNumber(left);
    boolean rightIsNumber = isNumber(right);
    if (leftIsNumber != rightIsNumber) {
      return leftIsNumber ? -1 : 1;
    }
    return leftIsNumber && left.length() != right.length()
        ? Integer.compare(left.length(), right.length())
        : left.compareTo(right);
  }

  private static boolean isNumber(String identifier) {
    return identifier.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
