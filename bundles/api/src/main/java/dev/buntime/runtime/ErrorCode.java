package dev.buntime.runtime;

/**
 * The errors that the runner answers with, each with its HTTP status.
 *
 * <p>The name is the {@code code} member of the problem document (RFC 9457).
 */
public enum ErrorCode {
  /** No deployed app has this name. */
  APP_NOT_FOUND(404, "App not found"),
  /** The app exists, but none of its versions is in the range. */
  VERSION_NOT_FOUND(404, "Version not found"),
  /** The text after {@code @} is not a version range. */
  RANGE_INVALID(400, "Version range is malformed"),
  /** The request line or its path cannot be understood safely. */
  REQUEST_INVALID(400, "Request is malformed"),
  /** The body of the request is longer than the app takes. */
  BODY_TOO_LARGE(413, "Request body is too large"),
  /** The worker has as many requests as it takes, running and waiting. */
  WORKER_SATURATED(503, "Worker is saturated"),
  /** All workers of the pool are busy, so that no further one can be started. */
  POOL_SATURATED(503, "Worker pool is saturated"),
  /** The app did not answer in time. */
  WORKER_TIMEOUT(504, "App did not answer in time"),
  /** The app left too many threads behind that cannot be stopped. */
  APP_QUARANTINED(503, "App is in quarantine"),
  /** The app version could not be started. */
  WORKER_START_FAILED(503, "App version does not start"),
  /** The worker went away while it served this request. */
  WORKER_TERMINATED(502, "Worker ended while serving"),
  /** The app threw an exception. */
  APP_ERROR(500, "App failed"),
  /** The runner is starting or stopping. */
  NOT_READY(503, "Runner is not ready"),
  /** Credentials are missing or wrong. */
  UNAUTHENTICATED(401, "Authentication required"),
  /** Who asks is known, but may not do this. */
  FORBIDDEN(403, "Forbidden"),
  /** Who asks has to wait, because too many logins have failed for example. */
  TOO_MANY_REQUESTS(429, "Too many requests"),
  /** A plugin failed or did not decide in time; such a request is not let through. */
  PLUGIN_ERROR(500, "Plugin failed");

  private final int status;
  private final String title;

  ErrorCode(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /** HTTP status of the answer. */
  public int status() {
    return status;
  }

  /** A short text for people, the same for every occurrence. */
  public String title() {
    return title;
  }
}
