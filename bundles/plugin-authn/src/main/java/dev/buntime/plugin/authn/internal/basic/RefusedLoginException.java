package dev.buntime.plugin.authn.internal.basic;

/** A login with a password is refused. The message says why, for whoever tried it. */
public final class RefusedLoginException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What kind of refusal it is. */
  public enum Why {
    /** Name or password is wrong. */
    WRONG,
    /** Too many have failed; it is not looked at. */
    WAIT,
    /** Too many are being checked. */
    BUSY
  }

  private final Why why;
  private final long waitSeconds;

  private RefusedLoginException(Why why, long waitSeconds, String message) {
    super(message);
    this.why = why;
    this.waitSeconds = waitSeconds;
  }

  static RefusedLoginException wrong() {
    return new RefusedLoginException(Why.WRONG, 0, "the name or the password is wrong");
  }

  static RefusedLoginException waiting(long seconds) {
    return new RefusedLoginException(
        Why.WAIT,
        seconds,
        "too many logins have failed, and this one is not looked at: wait " + seconds + " s");
  }

  static RefusedLoginException busy() {
    return new RefusedLoginException(
        Why.BUSY, 1, "too many passwords are being checked at this moment");
  }

  /** What kind of refusal it is. */
  public Why why() {
    return why;
  }

  /** Whether the password was looked at. */
  public boolean isChecked() {
    return why == Why.WRONG;
  }

  /** After how many seconds it may be tried again; 0 if at once. */
  public long waitSeconds() {
    return waitSeconds;
  }
}
