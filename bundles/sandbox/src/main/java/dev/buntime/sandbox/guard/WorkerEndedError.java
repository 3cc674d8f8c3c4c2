package dev.buntime.sandbox.guard;

import java.io.Serial;

/**
 * Ends the code of an app: thrown in a worker that was killed, at each safepoint, and where the app
 * asked to end the JVM. Has no stack trace, so that it costs little to throw again and again.
 */
public final class WorkerEndedError extends Error {
  @Serial private static final long serialVersionUID = 1;

  /** Makes an error that says why the code ends. */
  public WorkerEndedError(String message) {
    super(message, null, false, false);
  }
}
