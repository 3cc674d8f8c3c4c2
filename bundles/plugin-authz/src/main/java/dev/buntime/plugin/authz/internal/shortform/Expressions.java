package dev.buntime.plugin.authz.internal.shortform;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/** Regular expressions of policies. They take time in proportion to the text (RE2). */
final class Expressions {
  private static final int LONGEST = 1000;

  private Expressions() {}

  /**
   * What is wrong with a regular expression; empty if nothing is.
   *
   * @param expression to be looked at
   */
  static String problem(String expression) {
    if (expression.length() > LONGEST) {
      return "it has more than %d characters".formatted(LONGEST);
    }
    try {
      Pattern.compile(expression);
      return "";
    } catch (PatternSyntaxException e) {
      return e.getDescription();
    }
  }

  static void check(int column, String expression) throws ExpressionException {
    String problem = problem(expression);
    if (!problem.isEmpty()) {
      throw new ExpressionException(
          column,
          "this is no regular expression without back references and look-around: " + problem);
    }
  }
}
