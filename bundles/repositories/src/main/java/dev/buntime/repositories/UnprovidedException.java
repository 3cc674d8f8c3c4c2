package dev.buntime.repositories;

/** The repositories do not provide what an app needs; the message says what, why and what to do. */
public final class UnprovidedException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param reason for a person; strangers may have written parts of it
   */
  public UnprovidedException(String reason) {
    super(reason);
  }

  /** The reason. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
