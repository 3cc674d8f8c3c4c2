package dev.buntime.plugin.authz.internal.shortform;

/** An expression that cannot be understood; the message says what, where and what to write. */
final class ExpressionException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param column in the text of the expression, from 1
   * @param problem what is wrong, without a full stop
   */
  ExpressionException(int column, String problem) {
    super("column %d of the expression: %s".formatted(column, problem));
  }
}
