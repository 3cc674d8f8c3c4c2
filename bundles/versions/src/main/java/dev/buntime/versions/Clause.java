package dev.buntime.versions;

import dev.buntime.versions.Comparator.Reading;
import java.util.List;
import java.util.NavigableSet;
import org.jspecify.annotations.Nullable;

/**
 * Comparators that a version has to satisfy together: {@code >=1.2 <2}.
 *
 * @param comparators the comparators; if there is none, every version satisfies them
 */
record Clause(List<Comparator> comparators) {
  static final Clause ANY = new Clause(List.of());

  Clause {
    comparators = List.copyOf(comparators);
  }

  /** The highest release, or pre-release of a named release; null if there is none. */
  @Nullable SemVer bestNamed(NavigableSet<SemVer> versions) {
    for (SemVer version : within(versions, Reading.STRICT).descendingSet()) {
      if (!version.isPreRelease() || names(version)) {
        return version;
      }
    }
    return null;
  }

  /** The highest version, pre-releases included; null if there is none. */
  @Nullable SemVer bestOfAll(NavigableSet<SemVer> versions) {
    NavigableSet<SemVer> within = within(versions, Reading.WIDE);
    return within.isEmpty() ? null : within.last();
  }

  private NavigableSet<SemVer> within(NavigableSet<SemVer> versions, Reading reading) {
    return comparators.stream()
        .map(comparator -> comparator.interval(reading))
        .reduce(Interval.ALL, Interval::and)
        .of(versions);
  }

  private boolean names(SemVer version) {
    return comparators.stream()
        .map(Comparator::operand)
        .anyMatch(operand -> operand.isPreReleaseOf(version));
  }
}
