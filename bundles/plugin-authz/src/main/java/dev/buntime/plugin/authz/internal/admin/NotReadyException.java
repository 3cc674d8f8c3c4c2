package dev.buntime.plugin.authz.internal.admin;

/** There are no policies yet; the message says why and what to do. */
public final class NotReadyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message for a person
   */
  public NotReadyException(String message) {
    super(message);
  }
}
