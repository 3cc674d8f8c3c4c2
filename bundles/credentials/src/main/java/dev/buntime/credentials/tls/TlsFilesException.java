package dev.buntime.credentials.tls;

/** Files for TLS that cannot be used; the message says which, why and what to do. */
public final class TlsFilesException extends Exception {
  private static final long serialVersionUID = 1L;

  TlsFilesException(String message) {
    super(message);
  }

  TlsFilesException(String message, Throwable cause) {
    super(message, cause);
  }
}
