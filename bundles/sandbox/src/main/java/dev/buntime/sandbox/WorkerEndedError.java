package dev.buntime.sandbox;

import org.jspecify.annotations.Nullable;

/**
 * Thrown out of an app's code when its worker was ended; the code has no part in it, so nobody logs
 * it as a failure of the app. Without a stack trace, because it is thrown at every safepoint.
 */
public final class WorkerEndedError extends Error {
  private static final long serialVersionUID = 1L;

  /**
   * @param message which worker ended
   */
  public WorkerEndedError(String message) {
    super(message, null, false, false);
  }

  /** Whether a failure, or one of its causes, is the end of a worker. */
  public static boolean isIn(@Nullable Throwable failure) {
    Throwable current = failure;
    for (int depth = 0; current != null && depth < 100; depth++) { // causes may form a circle
      if (current instanceof WorkerEndedError) {
        return true;
      }
      current = current.getCause();
    }
    return false;
  }
}
