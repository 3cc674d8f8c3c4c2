package dev.buntime.runtime;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request that cannot be answered by the app it is for.
 *
 * <p>Carries all that the client is told: the code, a detail in words and, if known, app and
 * version. It is thrown for control flow between rooms and has no stack trace of its own.
 */
public final class InvocationException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final String app;
  private final String version;
  private final Duration retryAfter;

  /**
   * @param code what went wrong
   * @param detail what, which, why and what to do next, for the client; no secrets, no stack trace
   */
  public InvocationException(ErrorCode code, String detail) {
    this(code, detail, "", "", null);
  }

  /**
   * @param code what went wrong
   * @param detail what, which, why and what to do next, for the client; no secrets, no stack trace
   * @param app name of the app, empty if unknown
   * @param version version of the app, empty if unknown
   * @param cause what happened inside, for the log only
   */
  public InvocationException(
      ErrorCode code, String detail, String app, String version, @Nullable Throwable cause) {
    this(code, detail, app, version, Duration.ofSeconds(1), cause);
  }

  private InvocationException(
      ErrorCode code,
      String detail,
      String app,
      String version,
      Duration retryAfter,
      @Nullable Throwable cause) {
    super(detail, cause, false, false);
    this.code = Objects.requireNonNull(code, "code");
    this.app = Objects.requireNonNull(app, "app");
    this.version = Objects.requireNonNull(version, "version");
    this.retryAfter = Objects.requireNonNull(retryAfter, "retryAfter");
  }

  /** This exception with another time after which a client may try again; at least 1 s. */
  public InvocationException withRetryAfter(Duration pause) {
    return new InvocationException(code, detail(), app, version, pause, getCause());
  }

  /** When a client may try again, 1 s unless set; means something where the status is 503. */
  public Duration retryAfter() {
    return retryAfter;
  }

  /** What went wrong. */
  public ErrorCode code() {
    return code;
  }

  /** What the client is told. */
  public String detail() {
    return Objects.requireNonNullElse(getMessage(), code.title());
  }

  /** Name of the app, empty if unknown. */
  public String app() {
    return app;
  }

  /** Version of the app, empty if unknown. */
  public String version() {
    return version;
  }
}
