package dev.buntime.plugin.authn.internal.token;

/**
 * A token does not hold. The message says why, for whoever sent it: it repeats nothing of the token
 * and tells nothing of keys.
 */
public final class InvalidTokenException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param reason one sentence, printable ASCII without quotes: it goes into a header field
   */
  public InvalidTokenException(String reason) {
    super(reason);
  }

  /**
   * @param reason one sentence, printable ASCII without quotes: it goes into a header field
   */
  public InvalidTokenException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
