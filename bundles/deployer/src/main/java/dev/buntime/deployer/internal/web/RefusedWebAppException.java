package dev.buntime.deployer.internal.web;

/** A web application that is put together wrongly, or wants what the runner does not carry. */
public final class RefusedWebAppException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param reason what is wrong, where, and what to do, for a person
   */
  RefusedWebAppException(String reason) {
    super(reason, null, false, false);
  }

  /** What is wrong, where, and what to do. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
