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

  /** The user whose password lies in the data folder, and the role that policies find there. */
  private static final String ADMIN = "admin";

  private Visitors() {}

  /**
   * What is known of a request. Whom no plugin has identified and who is let in is the local admin.
   *
   * @return empty if the request did not come by the plugin
   */
  static Optional<Situation> situation(HttpServletRequest request) {
    if (!(request.getAttribute(SITUATION) instanceof Situation situation)) {
      return Optional.empty();
    }
    return Optional.of(
        situation.identity().isEmpty() && ADMIN.equals(request.getRemoteUser())
            ? situation.by(Identity.of(ADMIN, ADMIN))
            : situation);
  }

  /** The local admin at an unknown place. */
  static Situation localAdmin(Instant now) {
    return new Situation(
        Optional.of(Identity.of(ADMIN, ADMIN)),
        Resource.ofRunner("/_/"),
        "GET",
        Situation.operationOf("GET"),
        "",
        "",
        now);
  }
}
