package dev.buntime.log;

import org.osgi.annotation.versioning.ProviderType;

/** The log of requests; a service of the launcher. Thread-safe. */
@ProviderType
public interface AccessLog {

  /** Whether somebody wants to know of requests. */
  boolean isOn();

  /** Has a request written; does not wait for that. */
  void write(AccessEntry entry);
}
