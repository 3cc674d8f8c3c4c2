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

  /** A quote as it is in this text: HTML and some programs have others. */
  private final String mark;

  /** Where at the latest. */
  private final int limit;

  private JsonEnd(String text, String quote, int limit) {
    this.text = text;
    this.level = backslashes(quote);
    this.mark = quote.substring(level);
    this.limit = limit;
  }

  private static int backslashes(String quote) {
    int count = 0;
    while (quote.startsWith("\\", count)) {
      count++;
    }
    return count;
  }

  /**
   * The end of a value; its begin if there is none.
   *
   * @param quote as it is around a text there, which may be one of HTML: with 0, 1, 3 … backslashes
   * @param limit where it ends at the latest
   */
  static int of(String text, int begin, String quote, int limit) {
    JsonEnd json = new JsonEnd(text, quote, limit);
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
    return new JsonEnd(text, quote, limit).ofText(begin);
  }

  private int ofText(int begin) {
    int backslashes = 0;
    for (int at = begin; at < limit; at++) {
      char c = text.charAt(at);
      if (isQuote(c, at)) {
        int found = level(backslashes);
        if (found <= level) {
          return found == level ? at + mark.length() : at - found;
        }
      }
      backslashes = c == '\\' ? backslashes + 1 : 0;
    }
    return limit;
  }

  private boolean isQuote(char c, int at) {
    return c == mark.charAt(0) && text.startsWith(mark, at);
  }

  private int ofBrackets(int from) {
    int depth = 0;
    int backslashes = 0;
    for (int at = from; at < limit; at++) {
      char c = text.charAt(at);
      if (isQuote(c, at)) {
        int found = level(backslashes);
        if (found < level) {
          return at - found;
        }
        if (found == level) {
          int begin = at + mark.length();
          int end = ofText(begin);
          if (end == begin || !text.startsWith(mark, end - mark.length())) {
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
