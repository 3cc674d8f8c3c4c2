package dev.buntime.plugin.authz.internal.obligation;

/** An obligation that cannot be carried out; the message says which, and why. */
public final class ObligationException extends Exception {
  private static final long serialVersionUID = 1L;

  ObligationException(String message) {
    super(message);
  }
}
