package dev.buntime.pipeline.internal;

import dev.buntime.runtime.ErrorCode;
import dev.buntime.runtime.InvocationException;
import dev.buntime.versions.AppVersion;
import dev.buntime.worker.Lease;

/**
 * A request on its way through an app.
 *
 * @param requestId see {@link RequestIds}
 * @param app who answers
 * @param clientPath the context path as the client typed it, still encoded; for the shell app at
 *     {@code /} what the client could have typed instead
 * @param rest decoded path inside the app: empty, or beginning with {@code /}
 * @param lease the place in the worker
 */
record Exchange(String requestId, AppVersion app, String clientPath, String rest, Lease lease) {

  /** Why the runner answers in the app's stead: the app used up its time. */
  InvocationException timedOut() {
    return refusal(ErrorCode.WORKER_TIMEOUT, app + " did not answer in time.");
  }

  /** Why the runner answers in the app's stead: the worker ends, or has ended. */
  InvocationException terminated() {
    return refusal(
        ErrorCode.WORKER_TERMINATED, app + " was stopped before it answered; try again.");
  }

  /**
   * Why the runner answers in the app's stead: the client sends more than the app or the runner
   * takes.
   *
   * @param limit the lesser one of the two
   */
  InvocationException bodyTooLarge(long limit) {
    String who = limit < lease.maxBodySize() ? "The runner" : app.toString();
    return refusal(
        ErrorCode.BODY_TOO_LARGE,
        limit == 0
            ? who + " takes no request body."
            : who + " takes request bodies of at most " + limit + " bytes.");
  }

  private InvocationException refusal(ErrorCode code, String detail) {
    return new InvocationException(code, detail, app.app(), app.version().toString(), null);
  }
}
