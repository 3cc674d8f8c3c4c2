package dev.buntime.plugin.authz.internal.shortform;

import com.google.re2j.PatternSyntaxException;
import dev.buntime.plugin.support.LinearPattern;

/** Regular expressions of policies. They take time in proportion to the text (RE2). */
final class Expressions {
  private Expressions() {}

  /**
   * What is wrong with a regular expression; empty if nothing is.
   *
   * @param expression to be looked at
   */
  static String problem(String expression) {
    try {
      var _ = LinearPattern.compile(expression);
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
