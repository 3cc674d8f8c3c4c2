package dev.buntime.plugin.authz.internal.admin;

import dev.buntime.plugin.authz.internal.store.PolicyOrder;
import dev.buntime.plugin.authz.internal.store.Revision;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What clients say of the policy that they have seen (RFC 9110, section 13.1): the ETag of a policy
 * is its version.
 */
final class Preconditions {
  private static final Pattern TAG = Pattern.compile("\"(\\d{1,9})\"");
  private static final int REQUIRED = 428; // RFC 6585

  private Preconditions() {}

  /** The ETag of a policy. */
  static String tag(Revision revision) {
    return tag(revision.version());
  }

  /** The ETag of an order. */
  static String tag(PolicyOrder order) {
    return tag(order.version());
  }

  private static String tag(int version) {
    return "\"%d\"".formatted(version);
  }

  /**
   * The version that a client wants to change.
   *
   * @param latest of the policy
   * @throws RefusedException if the client does not say, or means no version that there is
   */
  static int expected(HttpServletRequest request, Revision latest) throws RefusedException {
    String match = request.getHeader("If-Match");
    if (match == null) {
      throw new RefusedException(
          REQUIRED,
          "Send If-Match with the ETag that GET gave you, %s now, so that nobody's change is lost."
              .formatted(tag(latest)));
    }
    return version(match, latest.version());
  }

  /**
   * The version of the order that a client wants to change, if it says so.
   *
   * @param latest of the order
   * @throws RefusedException if it means no version that there is
   */
  static OptionalInt expected(HttpServletRequest request, PolicyOrder latest)
      throws RefusedException {
    String match = request.getHeader("If-Match");
    return match == null ? OptionalInt.empty() : OptionalInt.of(version(match, latest.version()));
  }

  private static int version(String match, int latest) throws RefusedException {
    if (match.strip().equals("*")) {
      return latest;
    }
    Matcher tag = TAG.matcher(match.strip());
    if (!tag.matches()) {
      throw failed("If-Match is the ETag that GET gave you, such as %s.".formatted(tag(latest)));
    }
    return Integer.parseInt(tag.group(1));
  }

  /**
   * Looks at what a client says of a policy that may be there.
   *
   * @throws RefusedException if it is there and must not be, or is not and must be
   */
  static void check(HttpServletRequest request, Optional<Revision> latest) throws RefusedException {
    if (latest.isPresent() && request.getHeader("If-None-Match") != null) {
      throw failed("There is a policy with this id.");
    }
    if (latest.isEmpty() && request.getHeader("If-Match") != null) {
      throw failed("There is no policy with this id any more.");
    }
  }

  private static RefusedException failed(String detail) {
    return new RefusedException(HttpServletResponse.SC_PRECONDITION_FAILED, detail);
  }
}
