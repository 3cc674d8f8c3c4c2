package dev.buntime.versions;

/** A text and the place up to which it has been read. */
final class RangeScanner {
  private static final int END = -1;

  private final String text;
  private int next;

  RangeScanner(String text) {
    this.text = text;
  }

  boolean atEnd() {
    return next == text.length();
  }

  /** Whether the next character is one of those. */
  boolean sees(String characters) {
    return !atEnd() && characters.indexOf(text.charAt(next)) >= 0;
  }

  /** Whether what follows begins so. */
  boolean seesWord(String word) {
    return text.startsWith(word, next);
  }

  /** Steps over a text, if it is what follows. */
  boolean take(String token) {
    boolean found = seesWord(token);
    if (found) {
      next += token.length();
    }
    return found;
  }

  /** Steps over one character. */
  void skip() {
    next++;
  }

  /** Steps over one of those characters, which has to follow, and returns it. */
  char takeOneOf(String characters, String expected) throws RangeSyntaxException {
    if (!sees(characters)) {
      throw unexpected(expected);
    }
    return text.charAt(next++);
  }

  /** Steps over blanks and says whether there were any. */
  boolean takeBlanks() {
    int start = next;
    while (sees(" \t")) {
      next++;
    }
    return next > start;
  }

  /** A number of a version, from 0 to {@link Integer#MAX_VALUE}. */
  int number() throws RangeSyntaxException {
    int start = next;
    while (isDigit(peek())) {
      next++;
    }
    return (int) checkedNumber(text.substring(start, next), start, Integer.MAX_VALUE);
  }

  /** Whether a digit comes next. */
  boolean seesDigit() {
    return isDigit(peek());
  }

  /** Identifiers of a pre-release, separated by dots. */
  String preRelease() throws RangeSyntaxException {
    int start = next;
    do {
      int identifierStart = next;
      String identifier = identifier();
      if (identifier.chars().allMatch(RangeScanner::isDigit)) {
        checkedNumber(identifier, identifierStart, Long.MAX_VALUE);
      }
    } while (take("."));
    return text.substring(start, next);
  }

  /** Identifiers of build metadata, separated by dots. */
  String build() throws RangeSyntaxException {
    int start = next;
    do {
      identifier();
    } while (take("."));
    return text.substring(start, next);
  }

  private String identifier() throws RangeSyntaxException {
    int start = next;
    while (isDigit(peek()) || isLetter(peek()) || peek() == '-') {
      next++;
    }
    if (next == start) {
      throw unexpected("an identifier of letters, digits and hyphens");
    }
    return text.substring(start, next);
  }

  private static long checkedNumber(String digits, int start, long max)
      throws RangeSyntaxException {
    if (digits.length() > 1 && digits.charAt(0) == '0') {
      throw new RangeSyntaxException(
          start + 1, "'" + digits + "' has a leading zero; write it without");
    }
    try {
      long value = Long.parseLong(digits);
      if (value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // More digits than a long has: too large, like the rest.
    }
    throw new RangeSyntaxException(
        start + 1, "'" + digits + "' is too large; at most " + max + " is allowed");
  }

  /** What follows is not allowed here. */
  RangeSyntaxException unexpected(String expected) {
    return failure(found() + "; expected " + expected);
  }

  /** Something is wrong with what follows. */
  RangeSyntaxException failure(String problem) {
    return new RangeSyntaxException(next + 1, problem);
  }

  private String found() {
    if (atEnd()) {
      return "the range ends here";
    }
    int character = text.codePointAt(next);
    return Character.isLetterOrDigit(character) || (character >= ' ' && character <= '~')
        ? "found '" + Character.toString(character) + "'"
        : String.format("found the character U+%04X", character);
  }

  private int peek() {
    return atEnd() ? END : text.charAt(next);
  }

  private static boolean isDigit(int character) {
    return character >= '0' && character <= '9';
  }

  private static boolean isLetter(int character) {
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
  }
}
