package dev.buntime.repositories.internal;

/** A server does not answer; it is not worth while to ask it for something else now. */
final class UnreachableException extends UnavailableException {
  private static final long serialVersionUID = 1L;

  UnreachableException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
