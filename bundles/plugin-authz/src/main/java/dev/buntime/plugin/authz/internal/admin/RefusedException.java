package dev.buntime.plugin.authz.internal.admin;

/** A request that is refused; the message says what, where and what to do. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  RefusedException(int status, String message) {
    super(message);
    this.status = status;
  }

  RefusedException(int status, String message, Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  /** Of the answer. */
  int status() {
    return status;
  }
}
