package dev.buntime.credentials;

/**
 * A login that is to be checked now. Exactly one of {@link #succeeded} and {@link #failed} says
 * what has come out; one that is closed without either, because the check was not possible, counts
 * as nothing. Whatever is said after the first counts for nothing either. Thread-safe.
 */
public final class LoginAttempt implements LoginAdmission, AutoCloseable {
  private final LoginThrottle throttle;
  private final LoginThrottle.Place place;
  private final Tally ofAddress;
  private final Tally ofUser;
  private boolean ended; // guarded by the lock of the throttle

  LoginAttempt(LoginThrottle throttle, LoginThrottle.Place place, Tally ofAddress, Tally ofUser) {
    this.throttle = throttle;
    this.place = place;
    this.ofAddress = ofAddress;
    this.ofUser = ofUser;
  }

  /** The password is right: what failed before is forgotten. */
  public void succeeded() {
    throttle.succeeded(this);
  }

  /** The password is wrong. */
  public LoginFailure failed() {
    return throttle.failed(this);
  }

  @Override
  public void close() {
    throttle.leave(this);
  }

  /** Is not checked any more; false if it was not already. */
  boolean end() {
    if (ended) {
      return false;
    }
    ended = true;
    ofAddress.leave();
    ofUser.leave();
    return true;
  }

  LoginThrottle.Place place() {
    return place;
  }

  Tally ofAddress() {
    return ofAddress;
  }

  Tally ofUser() {
    return ofUser;
  }
}
