package dev.buntime.management.internal;

/**
 * Where values of JSON end that are in some text, or in a text of JSON: then their quotes are
 * escaped.
 */
final class JsonEnd {
  private final String text;
  private final String quote;

  private JsonEnd(String text, String quote) {
    this.text = text;
    this.quote = quote;
  }

  /**
   * The end of a value; its begin if there is none.
   *
   * @param quote as it is around a text there: with 0, 1, 3 … backslashes
   */
  static int of(String text, int begin, String quote) {
    JsonEnd json = new JsonEnd(text, quote);
    if (text.startsWith(quote, begin)) {
      return ofText(text, begin + quote.length(), quote);
    }
    return text.startsWith("[", begin) || text.startsWith("{", begin)
        ? json.ofBrackets(begin)
        : json.ofWord(begin);
  }

  /** The end of a text whose first quote is just before, behind its last one. */
  static int ofText(String text, int begin, String quote) {
    int backslashes = 0;
    for (int at = begin; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"' && backslashes % (2 * quote.length()) == quote.length() - 1) {
        return at + 1;
      }
      backslashes = c == '\\' ? backslashes + 1 : 0;
    }
    return text.length();
  }

  private int ofBrackets(int begin) {
    int depth = 0;
    for (int at = begin; at < text.length(); at++) {
      if (text.startsWith(quote, at)) {
        at = ofText(text, at + quote.length(), quote) - 1;
        continue;
      }
      char c = text.charAt(at);
      depth += c == '[' || c == '{' ? 1 : 0;
      depth -= c == ']' || c == '}' ? 1 : 0;
      if (depth == 0) {
        return at + 1;
      }
    }
    return text.length();
  }

  private int ofWord(int begin) {
    int at = begin;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || "+-.".indexOf(text.charAt(at)) >= 0)) {
      at++;
    }
    return at;
  }
}
