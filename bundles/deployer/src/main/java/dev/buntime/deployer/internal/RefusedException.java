package dev.buntime.deployer.internal;

import dev.buntime.jsonc.Printable;

/** An artifact that was read and cannot be deployed. It never leaves this room. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Enough for all that a bundle misses; what strangers wrote may be in it. */
  private static final int MAX_LENGTH = 4000;

  private final Retry retry;

  /**
   * @param reason what is wrong and what to do, for a person
   */
  RefusedException(String reason) {
    this(reason, Retry.ON_CHANGE);
  }

  /**
   * @param reason what is wrong and what to do, for a person
   * @param retry when the same content may be accepted
   */
  RefusedException(String reason, Retry retry) {
    super(reason, null, false, false);
    this.retry = retry;
  }

  /** What is wrong and what to do, in one line, which is cut if it is very long. */
  String reason() {
    String reason = String.valueOf(getMessage());
    return reason.length() > MAX_LENGTH
        ? Printable.of(reason.substring(0, MAX_LENGTH)) + "..."
        : Printable.of(reason);
  }

  /** When the same content may be accepted. */
  Retry retry() {
    return retry;
  }
}
