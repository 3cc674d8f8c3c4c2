package dev.buntime.catalog;

import java.time.Duration;
import java.util.Objects;

/**
 * How the workers of one app version live: what {@code worker.jsonc} says, checked.
 *
 * @param timeout a request that takes longer is answered 504; 0 for no limit
 * @param ttl age at which a worker is replaced by a fresh one; 0 for no limit
 * @param maxRequests served requests after which a worker is replaced by a fresh one; 0 for no
 *     limit
 * @param idleTimeout a worker without a request for this long is stopped; 0 for never
 * @param lowMemory smallest footprint: few threads, stopped as soon as it is idle
 * @param maxConcurrency requests that run at the same time, at least 1
 * @param queue requests that wait for a place, at least 0
 * @param maxBodySize bytes of a request body; a longer one is answered 413; at least 0
 * @param startTimeout a start that takes longer has failed; more than 0
 * @param drainTimeout how long a worker that drains waits for what it has; at least 0
 * @param healthPath path inside the app that has to answer 2xx before a worker is ready; empty for
 *     none
 */
public record WorkerSettings(
    Duration timeout,
    Duration ttl,
    int maxRequests,
    Duration idleTimeout,
    boolean lowMemory,
    int maxConcurrency,
    int queue,
    long maxBodySize,
    Duration startTimeout,
    Duration drainTimeout,
    String healthPath) {
  /** What is in force where {@code worker.jsonc} says nothing. */
  public static final WorkerSettings DEFAULTS =
      new WorkerSettings(
          Duration.ofSeconds(30),
          Duration.ZERO,
          1000,
          Duration.ofSeconds(60),
          false,
          64,
          256,
          10L << 20,
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          "");

  /** Checks that nothing is null; the ranges are checked where the file is read. */
  public WorkerSettings {
    Objects.requireNonNull(timeout, "timeout");
    Objects.requireNonNull(ttl, "ttl");
    Objects.requireNonNull(idleTimeout, "idleTimeout");
    Objects.requireNonNull(startTimeout, "startTimeout");
    Objects.requireNonNull(drainTimeout, "drainTimeout");
    Objects.requireNonNull(healthPath, "healthPath");
  }
}
