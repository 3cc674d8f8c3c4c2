package dev.buntime.plugin.authz.internal.pdp;

/** What is no request for a decision; the message says why, and where if that is known. */
public final class RequestException extends Exception {
  private static final long serialVersionUID = 1L;

  RequestException(XacmlException cause) {
    super(cause.description(), cause);
  }

  /** Why, and where if that is known. */
  String description() {
    return String.valueOf(getMessage());
  }
}
