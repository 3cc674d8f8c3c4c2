package dev.buntime.plugin.authz.internal;

import dev.buntime.plugin.authz.internal.query.Situation;

/** Decides of what is below {@code /_/}, if policies are to decide of that. Thread-safe. */
interface Governance {

  /** Whether policies decide of it. */
  boolean isOn();

  /** Whether the policies are there. */
  boolean isReady();

  /** Decides a request. */
  Ruling rule(Situation situation);
}
