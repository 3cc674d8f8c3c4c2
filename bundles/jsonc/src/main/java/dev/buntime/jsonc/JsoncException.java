package dev.buntime.jsonc;

/** A settings file cannot be used. The message says where, what and what to do, in one line. */
public final class JsoncException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param message for a person; what does not print in it is escaped
   */
  public JsoncException(String message) {
    super(Printable.of(message));
  }
}
