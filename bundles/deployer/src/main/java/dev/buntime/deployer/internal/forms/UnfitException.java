package dev.buntime.deployer.internal.forms;

/** An artifact of which no bundle can be made. */
public final class UnfitException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param reason what it has, what it needs and what to do, for a person; names are quoted
   */
  public UnfitException(String reason) {
    super(reason, null, false, false);
  }

  /** What it has, what it needs and what to do. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
