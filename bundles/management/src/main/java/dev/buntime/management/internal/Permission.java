package dev.buntime.management.internal;

import java.util.Locale;

/** What somebody may do below {@code /_}. Routes say which of these they need. */
public enum Permission {
  /** To look. */
  READ,
  /** To deploy and undeploy, and to have the artifacts. */
  DEPLOY,
  /** To restart the workers of a version. */
  RESTART,
  /** To take a version out of routing, and to put it back. */
  TRAFFIC,
  /** Everything. */
  ADMIN;

  /** As people write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
