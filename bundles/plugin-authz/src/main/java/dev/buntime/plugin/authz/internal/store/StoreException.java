package dev.buntime.plugin.authz.internal.store;

/** A change of policies that is refused; the message says why and what to do. */
public final class StoreException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** Why. */
  public enum Reason {
    /** There is no such policy, or no such version of it. */
    MISSING,
    /** There is one with this id. */
    EXISTS,
    /** It was changed meanwhile. */
    STALE,
    /** It is no policy, or the set with it is none. */
    INVALID,
    /** What lies in the folder has to be mended first. */
    UNREADABLE,
    /** Nobody could change the policies any more. */
    LOCKOUT
  }

  /**
   * @param reason why
   * @param message for a person: what, where and what to do
   */
  public StoreException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /**
   * @param reason why
   * @param message for a person: what, where and what to do
   * @param cause of it
   */
  public StoreException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
