package dev.buntime.management.internal;

/**
 * Where values of JSON end that are in some text, or in a text of JSON: then their quotes are
 * escaped. No value ends behind the text of JSON that it is in, whatever is written there.
 *
 * <p>A quote with 0, 1, 3, 7 … backslashes before it is one of the text itself, of a text in it, of
 * one in that, and so on; those before them are escaped backslashes.
 */
final class JsonEnd {
  private final String text;
  private final int level;

  /** Where at the latest. */
  private final int limit;

  private JsonEnd(String text, int level, int limit) {
    this.text = text;
    this.level = level;
    this.limit = limit;
  }

  /**
   * The end of a value; its begin if there is none.
   *
   * @param quote as it is around a text there: with 0, 1, 3 … backslashes
   * @param limit where it ends at the latest
   */
  static int of(String text, int begin, String quote, int limit) {
    JsonEnd json = new JsonEnd(text, quote.length() - 1, limit);
    if (text.startsWith(quote, begin)) {
      return json.ofText(begin + quote.length());
    }
    return text.startsWith("[", begin) || text.startsWith("{", begin)
        ? json.ofBrackets(begin)
        : json.ofWord(begin);
  }

  /**
   * The end of a text whose first quote is just before, behind its last one.
   *
   * @param quote as it is there
   * @param limit where it ends at the latest
   */
  static int ofText(String text, int begin, String quote, int limit) {
    return new JsonEnd(text, quote.length() - 1, limit).ofText(begin);
  }

  private int ofText(int begin) {
    int backslashes = 0;
    for (int at = begin; at < limit; at++) {
      char c = text.charAt(at);
      if (c == '"') {
        int found = level(backslashes);
        if (found <= level) {
          return found == level ? at + 1 : at - found;
        }
      }
      backslashes = c == '\\' ? backslashes + 1 : 0;
    }
    return limit;
  }

  private int ofBrackets(int begin) {
    int depth = 0;
    int backslashes = 0;
    for (int at = begin; at < limit; at++) {
      char c = text.charAt(at);
      if (c == '"') {
        int found = level(backslashes);
        if (found < level) {
          return at - found;
        }
        if (found == level) {
          int end = ofText(at + 1);
          if (end == at + 1 || text.charAt(end - 1) != '"') {
            return end; // of the text around it
          }
          at = end - 1;
          backslashes = 0;
          continue;
        }
      }
      backslashes = c == '\\' ? backslashes + 1 : 0;
      depth += c == '[' || c == '{' ? 1 : 0;
      depth -= c == ']' || c == '}' ? 1 : 0;
      if (depth == 0) {
        return at + 1;
      }
    }
    return limit;
  }

  /** How many of the backslashes before a quote are the quote's own. */
  private static int level(int backslashes) {
    return Integer.lowestOneBit(backslashes + 1) - 1;
  }

  private int ofWord(int begin) {
    int at = begin;
    while (at < limit
        && (Character.isLetterOrDigit(text.charAt(at)) || "+-.".indexOf(text.charAt(at)) >= 0)) {
      at++;
    }
    return at;
  }
}
