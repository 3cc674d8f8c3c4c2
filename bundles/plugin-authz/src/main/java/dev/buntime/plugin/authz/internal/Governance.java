package dev.buntime.plugin.authz.internal;

import dev.buntime.plugin.authz.internal.query.Situation;

/** Decides of what is below {@code /_/}. Thread-safe. */
interface Governance {

  /** Whether there are policies; without them nobody passes. */
  boolean isReady();

  /** Decides a request. */
  Ruling rule(Situation situation);
}
