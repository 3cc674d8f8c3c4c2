package dev.buntime.plugin.authz.internal;

import dev.buntime.plugin.Identity;
import dev.buntime.plugin.authz.internal.query.Resource;
import dev.buntime.plugin.authz.internal.query.Situation;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who makes requests below {@code /_/}, once they were let in there.
 *
 * <p>What the plugin knows of a request goes to the filter in types of Java and of the API alone:
 * while the plugin is replaced, the two may be of different generations, which share no other.
 */
final class Visitors {
  /** Attribute of a request: what is known of it but for the local admin. */
  static final String SITUATION = AuthzPlugin.NAME + ".situation";

  private static final String IDENTITY = "identity";
  private static final String PATH = "path";
  private static final String METHOD = "method";
  private static final String ADDRESS = "address";
  private static final String USER_AGENT = "userAgent";
  private static final String TIME = "time";

  /** What the servlet API says of the user whose password lies in the data folder. */
  private static final String LOCAL = "local";

  /** No provider's user is called so. */
  private static final Identity LOCAL_ADMIN = Identity.of("local:admin", "admin");

  private Visitors() {}

  /** What {@link #situation} finds in the attribute. */
  static Map<String, Object> handedOver(Situation ofRunner) {
    Map<String, Object> members = new HashMap<>();
    ofRunner.identity().ifPresent(identity -> members.put(IDENTITY, identity));
    members.put(PATH, ofRunner.resource().path());
    members.put(METHOD, ofRunner.method());
    members.put(ADDRESS, ofRunner.address());
    members.put(USER_AGENT, ofRunner.userAgent());
    members.put(TIME, ofRunner.time());
    return Map.copyOf(members);
  }

  /**
   * What is known of a request. Whoever was let in by the password of the local admin is the local
   * admin, whatever else the request shows.
   *
   * @return empty if the request did not come by the plugin
   */
  static Optional<Situation> situation(HttpServletRequest request) {
    if (request.getAttribute(SITUATION) instanceof Map<?, ?> members
        && members.get(PATH) instanceof String path
        && members.get(METHOD) instanceof String method
        && members.get(ADDRESS) instanceof String address
        && members.get(USER_AGENT) instanceof String userAgent
        && members.get(TIME) instanceof Instant time) {
      return Optional.of(
          new Situation(
              identity(request, members),
              Resource.ofRunner(path),
              method,
              Situation.operationOf(method),
              address,
              userAgent,
              time));
    }
    return Optional.empty();
  }

  private static Optional<Identity> identity(HttpServletRequest request, Map<?, ?> members) {
    if (LOCAL.equals(request.getAuthType())) {
      return Optional.of(LOCAL_ADMIN);
    }
    return members.get(IDENTITY) instanceof Identity known ? Optional.of(known) : Optional.empty();
  }

  /** The local admin at an unknown place. */
  static Situation localAdmin(Instant now) {
    return new Situation(
        Optional.of(LOCAL_ADMIN),
        Resource.ofRunner("/_/"),
        "GET",
        Situation.operationOf("GET"),
        "",
        "",
        now);
  }
}
