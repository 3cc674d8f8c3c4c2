package dev.buntime.runtime;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The request whose figures the current thread is recording, for meters that keep an example of
 * what they have counted. Thread-safe; cheap.
 */
@ProviderType
public interface MeasuredRequest {

  /** Its id, as in {@code X-Request-Id}; null if the thread records no request. */
  @Nullable String requestId();

  /** Its trace id (W3C Trace Context), 32 hex digits; null if the thread records no request. */
  @Nullable String traceId();
}
