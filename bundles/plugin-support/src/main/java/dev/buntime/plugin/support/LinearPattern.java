package dev.buntime.plugin.support;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * Regular expressions of people who may mean harm. They take time in proportion to the text (RE2),
 * but the engine writes every repetition out before it matches: a few characters such as {@code
 * ((a{1000}){1000}){1000}} would fill the memory. What would become too large is refused before it
 * is compiled.
 */
public final class LinearPattern {
  /** The most characters of an expression. */
  public static final int LONGEST = 1000;

  private static final int DEEPEST = 100;
  private static final int LARGEST = 10_000;

  private LinearPattern() {}

  /**
   * Compiles an expression without flags.
   *
   * @throws PatternSyntaxException if it is none, or too large; its description says what is wrong
   */
  public static Pattern compile(String expression) {
    if (expression.length() > LONGEST) {
      throw new PatternSyntaxException("it has more than %d characters".formatted(LONGEST));
    }
    ExpressionSize size = ExpressionSize.of(expression);
    if (size.depth() > DEEPEST) {
      throw new PatternSyntaxException(
          "it has more than %d groups in each other".formatted(DEEPEST), expression);
    }
    if (size.parts() > LARGEST) {
      throw new PatternSyntaxException(
          "with its repetitions written out it has more than %d parts".formatted(LARGEST),
          expression);
    }
    return Pattern.compile(expression);
  }
}
