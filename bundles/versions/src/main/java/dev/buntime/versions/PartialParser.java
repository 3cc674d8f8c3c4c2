package dev.buntime.versions;

import java.util.ArrayList;
import java.util.List;

/** Reads one version of a range. */
final class PartialParser {
  private static final int MAX_NUMBERS = 3;
  private static final String WILDCARDS = "xX*";

  private final RangeScanner scanner;

  PartialParser(RangeScanner scanner) {
    this.scanner = scanner;
  }

  /** Whether a version, without a {@code v} before it, begins here. */
  boolean seesPartial() {
    return scanner.seesDigit() || scanner.sees(WILDCARDS);
  }

  /** A version of which the last numbers may be missing or wildcards. */
  Partial partial() throws RangeSyntaxException {
    List<Integer> numbers = new ArrayList<>();
    int parts = 0;
    do {
      if (scanner.sees(WILDCARDS)) {
        scanner.skip();
      } else if (numbers.size() == parts) {
        numbers.add(number("a number, x or *"));
      } else {
        throw scanner.unexpected("x or *, since a wildcard stands before it");
      }
      parts++;
    } while (parts < MAX_NUMBERS && scanner.take("."));
    return suffixed(numbers, "-");
  }

  /** An end of an interval: no wildcards, and an OSGi qualifier may be the pre-release. */
  Partial intervalEnd() throws RangeSyntaxException {
    List<Integer> numbers = new ArrayList<>();
    scanner.takeBlanks();
    do {
      numbers.add(number("a number"));
    } while (numbers.size() < MAX_NUMBERS && scanner.take("."));
    Partial end = suffixed(numbers, "-.").padded();
    scanner.takeBlanks();
    return end;
  }

  private int number(String expected) throws RangeSyntaxException {
    if (!scanner.seesDigit()) {
      throw scanner.unexpected(expected);
    }
    return scanner.number();
  }

  private Partial suffixed(List<Integer> numbers, String preReleaseMarks)
      throws RangeSyntaxException {
    String preRelease = "";
    if (scanner.sees(preReleaseMarks)) {
      if (numbers.size() < MAX_NUMBERS) {
        throw scanner.unexpected(
            "three numbers before a pre-release (1.2.3-beta) and blanks around the hyphen of a"
                + " range (1.0 - 1.9)");
      }
      scanner.skip();
      preRelease = scanner.preRelease();
    }
    String build = scanner.take("+") ? scanner.build() : "";
    return new Partial(numbers, preRelease, build);
  }
}
