package dev.buntime.plugin.authn.internal.token;

/**
 * A provider does not answer, or not as it should, and what it would have said is not known. The
 * message is for the operator.
 */
public final class ProviderUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param message who does not answer what, and what to do
   */
  public ProviderUnavailableException(String message) {
    super(message);
  }

  /**
   * @param message who does not answer what, and what to do
   */
  public ProviderUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
