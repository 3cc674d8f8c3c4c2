package dev.buntime.deployer.internal.archives;

import java.util.List;

/**
 * A pattern with any number of {@code *}. Matching never goes back, so that no pattern takes long.
 *
 * @param parts what stands between the stars
 */
record Wildcard(List<String> parts) {

  static Wildcard of(String pattern) {
    return new Wildcard(List.of(pattern.split("\\*", -1)));
  }

  boolean matches(String text) {
    String last = parts.getLast();
    int end = text.length() - last.length();
    if (!text.startsWith(parts.getFirst()) || !text.endsWith(last)) {
      return false;
    }
    int position = parts.getFirst().length();
    for (String part : parts.subList(1, parts.size() - 1)) {
      int found = text.indexOf(part, position);
      if (found < 0) {
        return false;
      }
      position = found + part.length();
    }
    return position <= end;
  }
}
