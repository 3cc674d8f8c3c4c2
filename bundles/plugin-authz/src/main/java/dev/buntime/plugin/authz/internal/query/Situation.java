package dev.buntime.plugin.authz.internal.query;

import dev.buntime.plugin.Identity;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What is known of a request.
 *
 * @param identity who makes it; empty if nobody knows
 * @param resource what it is for
 * @param method in upper case
 * @param operation what it does, see {@link #operationOf}
 * @param address of the client; empty if it is unknown
 * @param userAgent what the client says it is; perhaps empty
 * @param time when it came
 */
public record Situation(
    Optional<Identity> identity,
    Resource resource,
    String method,
    String operation,
    String address,
    String userAgent,
    Instant time) {

  /** The same, made by somebody else. */
  public Situation by(Identity who) {
    return new Situation(Optional.of(who), resource, method, operation, address, userAgent, time);
  }

  /** The same, with another method and for something else. */
  public Situation with(String otherMethod, Resource other) {
    return new Situation(
        identity, other, otherMethod, operationOf(otherMethod), address, userAgent, time);
  }

  /**
   * What a method does: {@code read}, {@code create}, {@code update}, {@code delete}, or itself.
   */
  public static String operationOf(String method) {
    return switch (method.toUpperCase(Locale.ROOT)) {
      case "GET", "HEAD", "OPTIONS", "TRACE" -> "read";
      case "POST" -> "create";
      case "PUT", "PATCH" -> "update";
      case "DELETE" -> "delete";
      default -> method.toLowerCase(Locale.ROOT);
    };
  }
}
