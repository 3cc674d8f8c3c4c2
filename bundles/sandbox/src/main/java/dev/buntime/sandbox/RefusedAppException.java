package dev.buntime.sandbox;

import java.io.Serial;

/** An app cannot be kept apart from the others as it is, for a reason in words. */
public final class RefusedAppException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * @param reason what the app would do, where that stands, and what to do about it; for a person
   */
  public RefusedAppException(String reason) {
    super(reason);
  }
}
