package dev.buntime.log;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of the log. Secrets in its texts are masked already; control characters are not escaped.
 *
 * @param time when it was logged
 * @param level how grave it is
 * @param logger who says it, such as the name of a class
 * @param message what it says
 * @param thread on which thread
 * @param source whose it is; null if it is the runner's
 * @param requestId the request that was being served, null if none
 * @param traceId the trace that the request is part of, null if none
 * @param exception the stack trace, null if none
 */
public record LogLine(
    Instant time,
    LogLevel level,
    String logger,
    String message,
    String thread,
    @Nullable LogSource source,
    @Nullable String requestId,
    @Nullable String traceId,
    @Nullable String exception) {

  /** The members of the JSON object, in their order; those without a value are left out. */
  public Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("time", time.toString());
    members.put("level", level.word());
    members.put("logger", logger);
    members.put("message", message);
    if (source != null) {
      members.put("app", source.app());
      members.put("version", source.version());
      putIfThere(members, "worker", source.worker());
    }
    putIfThere(members, "requestId", requestId);
    putIfThere(members, "traceId", traceId);
    putIfThere(members, "exception", exception);
    return members;
  }

  private static void putIfThere(Map<String, Object> members, String name, @Nullable String value) {
    if (value != null) {
      members.put(name, value);
    }
  }
}
