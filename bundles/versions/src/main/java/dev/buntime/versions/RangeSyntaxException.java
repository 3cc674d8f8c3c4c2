package dev.buntime.versions;

/**
 * A text that is not a version range.
 *
 * <p>Thrown for what clients type, so it has no stack trace.
 */
public final class RangeSyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int position;

  RangeSyntaxException(int position, String problem) {
    super("position " + position + ": " + problem, null, false, false);
    this.position = position;
  }

  /** Where the text stops being a range: 1 is its first character, its length + 1 its end. */
  public int position() {
    return position;
  }
}
