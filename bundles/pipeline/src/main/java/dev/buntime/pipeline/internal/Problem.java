package dev.buntime.pipeline.internal;

import dev.buntime.runtime.ErrorCode;
import dev.buntime.runtime.InvocationException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;

/**
 * An error answer (RFC 9457).
 *
 * @param status HTTP status
 * @param code for programs; one of {@link ErrorCode}, or {@code APP_STATUS} for an error status
 *     that the app chose
 * @param title the same for every occurrence
 * @param detail of this occurrence; empty if there is nothing to add
 * @param app name of the app, empty if unknown
 * @param version version of the app, empty if unknown
 * @param requestId see {@link RequestIds}
 * @param retryAfter when a client may try again; sent with status 503 only
 */
record Problem(
    int status,
    String code,
    String title,
    String detail,
    String app,
    String version,
    String requestId,
    Duration retryAfter) {
  private static final Duration SOON = Duration.ofSeconds(1);

  static Problem of(InvocationException failure, String requestId) {
    return new Problem(
        failure.code().status(),
        failure.code().name(),
        failure.code().title(),
        failure.detail(),
        failure.app(),
        failure.version(),
        requestId,
        failure.retryAfter());
  }

  /** The same about a version of an app, unless it is about one already. */
  Problem about(String otherApp, String otherVersion) {
    return app.isEmpty()
        ? new Problem(status, code, title, detail, otherApp, otherVersion, requestId, retryAfter)
        : this;
  }

  /** The app threw; what it threw is in the log only. */
  static Problem appError(Exchange exchange) {
    return new Problem(
        ErrorCode.APP_ERROR.status(),
        ErrorCode.APP_ERROR.name(),
        ErrorCode.APP_ERROR.title(),
        exchange.app() + " threw an exception; the log has it under this requestId.",
        exchange.app().app(),
        exchange.app().version().toString(),
        exchange.requestId(),
        SOON);
  }

  /** The app answered with an error status and no body. */
  static Problem appStatus(int status, String detail, Exchange exchange) {
    return new Problem(
        status,
        "APP_STATUS",
        HttpStatus.getMessage(status),
        detail,
        exchange.app().app(),
        exchange.app().version().toString(),
        exchange.requestId(),
        SOON);
  }

  /** Jetty or a servlet of the runner answered with an error status. */
  static Problem ofStatus(int status, String detail, String requestId) {
    String code =
        switch (status) {
          case 401 -> ErrorCode.UNAUTHENTICATED.name();
          case 403 -> ErrorCode.FORBIDDEN.name();
          case 429 -> ErrorCode.TOO_MANY_REQUESTS.name();
          case 501 -> ErrorCode.REQUEST_INVALID.name();
          case 503 -> ErrorCode.NOT_READY.name();
          default -> status < 500 ? ErrorCode.REQUEST_INVALID.name() : "RUNNER_ERROR";
        };
    return new Problem(
        status, code, HttpStatus.getMessage(status), detail, "", "", requestId, SOON);
  }

  /** The members of the JSON document, in order; those without a value are left out. */
  Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("type", "about:blank");
    members.put("title", title);
    members.put("status", status);
    putUnlessEmpty(members, "detail", detail);
    members.put("code", code);
    putUnlessEmpty(members, "app", app);
    putUnlessEmpty(members, "version", version);
    members.put("requestId", requestId);
    return members;
  }

  private static void putUnlessEmpty(Map<String, Object> members, String name, String value) {
    if (!value.isEmpty()) {
      members.put(name, value);
    }
  }
}
