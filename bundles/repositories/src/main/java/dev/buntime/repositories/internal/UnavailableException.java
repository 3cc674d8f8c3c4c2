package dev.buntime.repositories.internal;

/**
 * A repository, or something in it, is not available; the message says why, without a full stop.
 */
class UnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  UnavailableException(String reason) {
    super(reason);
  }

  UnavailableException(String reason, Throwable cause) {
    super(reason, cause);
  }

  final String reason() {
    return String.valueOf(getMessage());
  }
}
