package dev.buntime.versions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.Test;
import org.semver4j.Semver;

/**
 * Compares with the independent implementation of semver4j on random ranges.
 *
 * <p>Left out is where semver4j 6.0.0 does not follow node-semver, which {@link NodeSemverTest}
 * covers:
 *
 * <ul>
 *   <li>{@code ^0}, {@code ^0.x} and {@code ^0.0}: taken for all versions, or for none
 *   <li>comparators together, one of which is not a plain bound with three numbers ({@code ^1
 *       <1.5}): some of them are ignored
 *   <li>{@code 1.2.3 - 2} with pre-releases included: those of 1.2.3 are left out
 *   <li>{@code x} alone: taken for no version
 *   <li>pre-releases of 0.0.0
 * </ul>
 */
public class Semver4jDifferenceTest {
  private static final int RUNS = 20_000;
  private static final List<String> PRE_RELEASES =
      List.of("0", "1", "alpha", "beta", "beta.1", "beta.2", "beta.11", "rc.1", "a-b", "1a");

  private final Random random = new Random(20260101); // a failure has to come again

  @Test
  public void best_forRandomRanges_isWhatSemver4jChooses() {
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      NavigableSet<SemVer> versions = versions();
      String range = range();
      String expected = semver4j(range, versions);
      String chosen = Versions.resolve(range, versions);
      if (!chosen.equals(expected)) {
        differences.add(
            "%s of %s: chosen was %s, semver4j chooses %s"
                .formatted(range, versions, chosen, expected));
      }
    }
    assertThat(differences).isEmpty();
  }

  private static String semver4j(String range, NavigableSet<SemVer> versions) {
    return Stream.of(false, true)
        .flatMap(wide ->
            versions.descendingSet().stream()
                .map(SemVer::toString)
                .filter(version -> new Semver(version).satisfies(range, wide)))
        .findFirst()
        .orElse("none");
  }

  private NavigableSet<SemVer> versions() {
    int preReleasesInTen = pick(List.of(0, 2, 5, 10));
    return Stream.generate(() -> version(preReleasesInTen))
        .limit(3L + random.nextInt(8))
        .map(SemVer::parse)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private String range() {
    return joined(pick(List.of(1, 1, 1, 2, 3)), " || ", this::clause);
  }

  private String clause() {
    return switch (random.nextInt(8)) {
      case 0 -> missingNumbers(number()) + " - " + partial();
      case 1 -> bound() + " " + bound();
      case 2 -> "^" + version(4);
      case 3 -> "^" + missingNumbers(1 + random.nextInt(3));
      default -> pick(List.of("", "", "=", "~", ">", ">=", "<", "<=")) + partial();
    };
  }

  private String bound() {
    return pick(List.of(">", ">=", "<", "<=")) + version(5);
  }

  private String partial() {
    return random.nextBoolean() ? missingNumbers(number()) : version(3);
  }

  private String missingNumbers(int major) {
    return major + pick(List.of("", ".x", "." + number(), "." + number() + ".x"));
  }

  private String version(int preReleasesInTen) {
    String release = number() + "." + number() + "." + number();
    return !release.equals("0.0.0") && random.nextInt(10) < preReleasesInTen
        ? release + "-" + pick(PRE_RELEASES)
        : release;
  }

  private int number() {
    return pick(List.of(0, 0, 1, 1, 2, 3));
  }

  private <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private static String joined(int count, String separator, Supplier<String> part) {
    return Stream.generate(part).limit(count).collect(Collectors.joining(separator));
  }
}
