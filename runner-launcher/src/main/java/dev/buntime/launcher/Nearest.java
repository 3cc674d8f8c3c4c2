package dev.buntime.launcher;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;

/** Finds the word that somebody who mistyped probably meant. */
final class Nearest {
  private Nearest() {}

  /** The word with the fewest edits to what was typed; the first of equals. */
  static String to(String typed, Collection<String> words) {
    return Collections.min(words, Comparator.comparingInt(word -> distance(typed, word)));
  }

  /** The Levenshtein distance, row by row. */
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int substituted = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
