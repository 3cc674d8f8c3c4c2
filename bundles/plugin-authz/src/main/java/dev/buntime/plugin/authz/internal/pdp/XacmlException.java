package dev.buntime.plugin.authz.internal.pdp;

import org.jspecify.annotations.Nullable;
import org.xml.sax.SAXParseException;

/** A document that is not XACML, or no request, and why. */
final class XacmlException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int line;
  private final int column;
  private final String problem;

  XacmlException(String problem) {
    this(0, 0, problem, null);
  }

  XacmlException(String problem, Throwable cause) {
    this(0, 0, problem, cause);
  }

  XacmlException(String problem, SAXParseException cause) {
    this(Math.max(0, cause.getLineNumber()), Math.max(0, cause.getColumnNumber()), problem, cause);
  }

  private XacmlException(int line, int column, String problem, @Nullable Throwable cause) {
    super(problem, cause);
    this.line = line;
    this.column = column;
    this.problem = problem;
  }

  /** From 1; 0 if it is unknown. */
  int line() {
    return line;
  }

  /** From 1; 0 if it is unknown. */
  int column() {
    return column;
  }

  /** What is wrong, without the place. */
  String problem() {
    return problem;
  }

  /** What is wrong, with the place if it is known. */
  String description() {
    return line > 0 ? "line %d, column %d: %s".formatted(line, column, problem) : problem;
  }
}
