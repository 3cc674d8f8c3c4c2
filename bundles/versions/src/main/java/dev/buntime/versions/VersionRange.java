package dev.buntime.versions;

import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The versions that a URL selects, compared by its text. Immutable.
 *
 * <ul>
 *   <li>{@code latest}: every version
 *   <li>{@code 1.4.2}, {@code 1.4}, {@code 1}, {@code 1.4.x}, {@code 1.x}, {@code *}: a version or
 *       all that begin so
 *   <li>{@code [1.0,2.0)}, {@code (1,2]}: OSGi intervals; a missing number is 0
 *   <li>{@code ^1.2}, {@code ~1.2}, {@code >=1.2 <2}, {@code 1.0 - 1.9}, {@code ^1 || ^3}: as
 *       node-semver defines them
 * </ul>
 *
 * <p>Build metadata does not count, except that {@code 1.4.2+b7} prefers exactly that build.
 *
 * <p>A pre-release is chosen only if the range names one of the same release ({@code
 * >=2.0.0-beta.1} admits {@code 2.0.0-rc.1}), or if no release is in the range. In the second case
 * the bounds are those of node-semver's {@code includePrerelease}: {@code 1.x} begins with the
 * pre-releases of 1.0.0 and {@code <2} ends before those of 2.0.0; so does {@code [1.0,2.0)}.
 *
 * <p>Stricter than node-semver: a wildcard followed by a number ({@code 1.x.3}), a pre-release
 * without three numbers ({@code 1.2.x-beta}) and repeated decorations ({@code ==v1}) are errors.
 */
public final class VersionRange {
  /** The longest text of a range, in characters. */
  public static final int MAX_LENGTH = 256;

  /** Every version: the highest release, or the highest pre-release if there is no release. */
  public static final VersionRange LATEST = new VersionRange("latest", List.of(Clause.ANY), null);

  private final String text;
  private final List<Clause> clauses; // a version has to satisfy one of them
  private final @Nullable SemVer preferred; // the build that an exact range names

  VersionRange(String text, List<Clause> clauses, @Nullable SemVer preferred) {
    this.text = text;
    this.clauses = List.copyOf(clauses);
    this.preferred = preferred;
  }

  /**
   * Reads a range.
   *
   * @throws RangeSyntaxException if the text is not a range; says where, and what is allowed there
   */
  public static VersionRange parse(String text) throws RangeSyntaxException {
    return new RangeParser(text).parse();
  }

  /** The version to choose among those that there are; empty if none is in the range. */
  public Optional<SemVer> best(NavigableSet<SemVer> versions) {
    if (preferred != null && versions.contains(preferred)) {
      return Optional.of(preferred);
    }
    return highest(clause -> clause.bestNamed(versions))
        .or(() -> highest(clause -> clause.bestOfAll(versions)));
  }

  private Optional<SemVer> highest(Function<Clause, @Nullable SemVer> choice) {
    return clauses.stream()
        .flatMap(clause -> Stream.ofNullable(choice.apply(clause)))
        .max(SemVer::compareTo);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof VersionRange that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** The text as it was read. */
  @Override
  public String toString() {
    return text;
  }
}
