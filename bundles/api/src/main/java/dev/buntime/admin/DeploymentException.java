package dev.buntime.admin;

import java.util.Objects;

/** What was asked for is not done. The message says what, why and what to do, for the operator. */
public final class DeploymentException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /** What is the matter. */
  public enum Kind {
    /** There is no such app version. */
    NOT_FOUND,
    /** There is such an app version already, and it was not to be replaced. */
    EXISTS,
    /** The same app version is being deployed by somebody else, or is not in the right state. */
    CONFLICT,
    /** The artifact cannot be deployed as it is. */
    REFUSED,
    /** The disk or its permissions do not let us. */
    STORAGE,
    /** The runner stops, so nobody knows what becomes of it. */
    STOPPING
  }

  /**
   * @param kind what is the matter
   * @param message what, why and what to do, for the operator
   */
  public DeploymentException(Kind kind, String message) {
    super(Objects.requireNonNull(message, "message"));
    this.kind = Objects.requireNonNull(kind, "kind");
  }

  /** What is the matter. */
  public Kind kind() {
    return kind;
  }
}
