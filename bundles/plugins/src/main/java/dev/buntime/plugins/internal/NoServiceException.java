package dev.buntime.plugins.internal;

/** A plugin is registered, but its service cannot be had. */
final class NoServiceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param reason for a person
   */
  NoServiceException(String reason) {
    super(reason);
  }
}
