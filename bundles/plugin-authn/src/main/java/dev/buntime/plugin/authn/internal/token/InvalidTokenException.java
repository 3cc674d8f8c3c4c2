package dev.buntime.plugin.authn.internal.token;

/**
 * A token does not hold. The message says why, for whoever sent it: it repeats nothing of the token
 * and tells nothing of keys.
 */
public final class InvalidTokenException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean isOfSigned;

  /**
   * @param reason one sentence, printable ASCII without quotes: it goes into a header field
   */
  public InvalidTokenException(String reason) {
    super(reason);
    isOfSigned = false;
  }

  /**
   * @param reason one sentence, printable ASCII without quotes: it goes into a header field
   */
  public InvalidTokenException(String reason, Throwable cause) {
    super(reason, cause);
    isOfSigned = false;
  }

  private InvalidTokenException(InvalidTokenException cause) {
    super(cause.getMessage(), cause);
    isOfSigned = true;
  }

  /** The same of a token whose signature holds. */
  InvalidTokenException ofSigned() {
    return isOfSigned ? this : new InvalidTokenException(this);
  }

  /** Whether the signature of the token holds, so that it is of whoever it says. */
  public boolean isOfSigned() {
    return isOfSigned;
  }
}
