package dev.buntime.jsonc;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that a person may have meant. */
public final class Nearest {
  private Nearest() {}

  /** The candidate with the fewest typing errors, if it is at most a third of the name away. */
  public static Optional<String> to(String name, Collection<String> candidates) {
    int tolerance = Math.max(2, name.length() / 3);
    return candidates.stream()
        .filter(candidate -> Math.abs(candidate.length() - name.length()) <= tolerance)
        .map(candidate -> new Match(candidate, distance(name, candidate)))
        .filter(match -> match.distance() <= tolerance)
        .min(Comparator.comparingInt(Match::distance).thenComparing(Match::candidate))
        .map(Match::candidate);
  }

  private record Match(String candidate, int distance) {}

  /** Levenshtein's distance; upper and lower case are the same. */
  private static int distance(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, 1 + Math.min(previous[j], row[j - 1]));
      }
      previous = row;
    }
    return previous[b.length()];
  }
}
