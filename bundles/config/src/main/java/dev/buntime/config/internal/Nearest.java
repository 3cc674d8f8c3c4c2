package dev.buntime.config.internal;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the key that a person may have meant. */
final class Nearest {
  private static final int TOLERANCE = 3;

  private Nearest() {}

  /** The candidate with the fewest typing errors, if it has at most three; case does not count. */
  static Optional<String> to(String name, Collection<String> candidates) {
    return candidates.stream()
        .filter(each -> Math.abs(each.length() - name.length()) <= TOLERANCE)
        .filter(each -> errors(name, each) <= TOLERANCE)
        .min(Comparator.comparingInt(each -> errors(name, each)));
  }

  /** Levenshtein's distance, row by row. */
  private static int errors(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    Arrays.setAll(row, j -> j);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
