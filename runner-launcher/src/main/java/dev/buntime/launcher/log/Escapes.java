package dev.buntime.launcher.log;

/**
 * Makes text harmless for whoever shows it line by line, such as a terminal: what would begin
 * another line or steer the terminal is written as {@code \n}, or as {@code \}{@code u001b}.
 */
final class Escapes {
  private static final char DELETE = 0x7f;
  private static final char LAST_CONTROL = 0x9f;

  private Escapes() {}

  /** The text without control characters; the same object if it has none. */
  static String of(String text) {
    int first = 0;
    while (first < text.length() && !isUnsafe(text.charAt(first))) {
      first++;
    }
    if (first == text.length()) {
      return text;
    }
    StringBuilder escaped = new StringBuilder(text.length() + 16).append(text, 0, first);
    for (int i = first; i < text.length(); i++) {
      append(escaped, text.charAt(i));
    }
    return escaped.toString();
  }

  private static void append(StringBuilder escaped, char c) {
    if (!isUnsafe(c)) {
      escaped.append(c);
      return;
    }
    switch (c) {
      case '\n' -> escaped.append("\\n");
      case '\r' -> escaped.append("\\r");
      default -> escaped.append("\\u%04x".formatted((int) c));
    }
  }

  /** Controls but the tabulator, the separators of lines, and what turns the direction of text. */
  private static boolean isUnsafe(char c) {
    return (c < ' ' && c != '\t')
        || (c >= DELETE && c <= LAST_CONTROL)
        || (c >= '\u2028' && c <= '\u202e')
        || (c >= '\u2066' && c <= '\u2069')
        || c == '\u061c'
        || c == '\u200e'
        || c == '\u200f'
        || c == '\ufeff';
  }
}
