package dev.buntime.jsonc;

/** A settings file cannot be used. The message says where, what and what to do, in one line. */
public final class JsoncException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String problem;

  /**
   * @param message for a person; what does not print in it is escaped
   */
  public JsoncException(String message) {
    super(Printable.of(message));
    this.problem = Printable.of(message);
  }

  /**
   * @param message for a person; what does not print in it is escaped
   * @param problem the part of it that says what is wrong, and not where
   */
  JsoncException(String message, String problem) {
    super(Printable.of(message));
    this.problem = Printable.of(problem);
  }

  /**
   * What is wrong, without the place and without a full stop: for a value that does not come from a
   * file.
   */
  public String problem() {
    return problem;
  }
}
