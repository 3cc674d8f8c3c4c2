package dev.buntime.deployer.internal;

import java.util.Optional;

/** What is decided on the artifacts of the folder. For the thread of the deployer. */
interface Decisions {

  /** Whether an artifact is still to be read, or is being started. */
  boolean isOpen(String artifact);

  /** What is known of an artifact; empty if there is none. */
  Optional<Known> known(String artifact);
}
