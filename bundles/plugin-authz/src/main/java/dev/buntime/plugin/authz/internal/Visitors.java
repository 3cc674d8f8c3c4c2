package dev.buntime.plugin.authz.internal;

import dev.buntime.plugin.Identity;
import dev.buntime.plugin.authz.internal.query.Resource;
import dev.buntime.plugin.authz.internal.query.Situation;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Optional;

/** Who makes requests below {@code /_/}, once they were let in there. */
final class Visitors {
  /** Attribute of a request: what is known of it but for the local admin. */
  static final String SITUATION = AuthzPlugin.NAME + ".situation";

  /** What the servlet API says of the user whose password lies in the data folder. */
  private static final String LOCAL = "local";

  /** No provider's user is called so. */
  private static final Identity LOCAL_ADMIN = Identity.of("local:admin", "admin");

  private Visitors() {}

  /**
   * What is known of a request. Whoever was let in by the password of the local admin is the local
   * admin, whatever else the request shows.
   *
   * @return empty if the request did not come by the plugin
   */
  static Optional<Situation> situation(HttpServletRequest request) {
    if (!(request.getAttribute(SITUATION) instanceof Situation situation)) {
      return Optional.empty();
    }
    return Optional.of(LOCAL.equals(request.getAuthType()) ? situation.by(LOCAL_ADMIN) : situation);
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
