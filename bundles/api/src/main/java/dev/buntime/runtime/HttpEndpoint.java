package dev.buntime.runtime;

import org.osgi.annotation.versioning.ProviderType;

/** Where this runner answers; registered while it does. Thread-safe. */
@ProviderType
public interface HttpEndpoint {

  /** Base URL without a trailing slash, with the port that is really bound. */
  String url();

  /** Whether new requests are accepted; false once the runner began to drain. */
  boolean isAccepting();
}
