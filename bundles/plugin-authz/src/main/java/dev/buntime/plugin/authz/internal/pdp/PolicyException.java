package dev.buntime.plugin.authz.internal.pdp;

/** Policies that make no decision point: which document is wrong, where, and what is wrong. */
public final class PolicyException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String document;
  private final int line;
  private final int column;
  private final String problem;

  PolicyException(String document, String problem, Throwable cause) {
    this(document, 0, 0, problem, cause);
  }

  PolicyException(String document, XacmlException cause) {
    this(document, cause.line(), cause.column(), cause.problem(), cause);
  }

  private PolicyException(String document, int line, int column, String problem, Throwable cause) {
    super(
        line > 0
            ? "%s:%d:%d: %s".formatted(document, line, column, problem)
            : "%s: %s".formatted(document, problem),
        cause);
    this.document = document;
    this.line = line;
    this.column = column;
    this.problem = problem;
  }

  /** The {@link PolicyText#id()}; empty if it is none of them alone. */
  public String document() {
    return document;
  }

  /** From 1; 0 if it is unknown. */
  public int line() {
    return line;
  }

  /** From 1; 0 if it is unknown. */
  public int column() {
    return column;
  }

  /** What is wrong, without the place. */
  public String problem() {
    return problem;
  }
}
