package dev.buntime.versions;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A version of which the last numbers may be missing or wildcards: {@code 1.4}, {@code 1.4.x}.
 *
 * @param numbers the numbers before the first wildcard: none for {@code *}, at most 3
 * @param preRelease identifiers after the hyphen, such as {@code beta.1}; empty unless there are 3
 *     numbers
 * @param build identifiers after the plus; empty if there are none
 */
record Partial(List<Integer> numbers, String preRelease, String build) {
  private static final int COMPLETE = 3;

  Partial {
    numbers = List.copyOf(numbers);
  }

  /** Whether this is a wildcard alone. */
  boolean isAny() {
    return numbers.isEmpty();
  }

  /** Whether no number is missing. */
  boolean isComplete() {
    return numbers.size() == COMPLETE;
  }

  boolean isPreRelease() {
    return !preRelease.isEmpty();
  }

  /** Whether this is a pre-release with the three numbers of a version. */
  boolean isPreReleaseOf(SemVer version) {
    return isPreRelease()
        && number(0) == version.major()
        && number(1) == version.minor()
        && number(2) == version.patch();
  }

  /** Whether this is a version with a build. */
  boolean namesBuild() {
    return isComplete() && !build.isEmpty();
  }

  /** This with 0 for each missing number. */
  Partial padded() {
    return new Partial(List.of(number(0), number(1), number(2)), preRelease, build);
  }

  /** The lowest version that begins so, pre-releases left aside; 0 for each missing number. */
  SemVer floor() {
    return version(isPreRelease() ? "-" + preRelease : "");
  }

  /** The lowest version with these numbers, pre-releases counted. */
  SemVer lowestPreRelease() {
    return version(isPreRelease() ? "-" + preRelease : "-0");
  }

  /** The version with its build. */
  SemVer withBuild() {
    return SemVer.parse(floor() + "+" + build);
  }

  /**
   * The lowest version, pre-releases counted, above all that begin with this; null if there is
   * none.
   *
   * <p>Right above {@code 1.2.3-beta} is {@code 1.2.3-beta.0}, right above {@code 1.2.3} is {@code
   * 1.2.4-0}.
   */
  @Nullable SemVer successor() {
    return isPreRelease() ? SemVer.parse(floor() + ".0") : firstAbove(numbers.size() - 1);
  }

  /**
   * The lowest version, pre-releases counted, above all that share the numbers up to an index; null
   * if there is none.
   */
  @Nullable SemVer firstAbove(int index) {
    for (int i = index; i >= 0; i--) {
      if (numbers.get(i) < Integer.MAX_VALUE) {
        List<Integer> bumped = new ArrayList<>(numbers.subList(0, i));
        bumped.add(numbers.get(i) + 1);
        return new Partial(bumped, "", "").lowestPreRelease();
      }
    }
    return null;
  }

  /** The index of the first number that is not 0; of the last one if all are 0. */
  int firstSignificant() {
    int index = 0;
    while (index < numbers.size() - 1 && numbers.get(index) == 0) {
      index++;
    }
    return index;
  }

  private int number(int index) {
    return index < numbers.size() ? numbers.get(index) : 0;
  }

  private SemVer version(String suffix) {
    return SemVer.parse(number(0) + "." + number(1) + "." + number(2) + suffix);
  }
}
