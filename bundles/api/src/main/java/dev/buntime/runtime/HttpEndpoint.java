package dev.buntime.runtime;

import org.osgi.annotation.versioning.ProviderType;

/** Where this runner answers; registered while it does. Thread-safe. */
@ProviderType
public interface HttpEndpoint {

  /** Base URL without a trailing slash, with the port that is really bound. */
  String url();

  /**
   * Base URL of what is for operators, below {@code /_}: the same, unless they have a port of their
   * own.
   */
  String managementUrl();

  /** Whether new requests are accepted; false once the runner began to drain. */
  boolean isAccepting();
}
