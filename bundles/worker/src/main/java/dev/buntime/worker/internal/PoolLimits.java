package dev.buntime.worker.internal;

import java.time.Duration;

/**
 * What bounds the pool.
 *
 * @param size live workers at the same time
 * @param patience how long a request waits for one to become free
 */
record PoolLimits(int size, Duration patience) {
  private static final int LARGEST = 100_000;
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /**
   * @throws IllegalArgumentException if a value is not allowed; says which
   */
  PoolLimits {
    if (size < 1 || size > LARGEST) {
      throw notAllowed("pool.size", size, "1 to " + LARGEST);
    }
    if (patience.isNegative() || patience.compareTo(LONGEST) > 0) {
      throw notAllowed("queue.timeout.millis", patience.toMillis(), "0 to " + LONGEST.toMillis());
    }
  }

  /**
   * What is configured.
   *
   * @throws IllegalArgumentException if a value is not allowed; says which
   */
  static PoolLimits of(PoolConfig config) {
    return new PoolLimits(config.pool_size(), Duration.ofMillis(config.queue_timeout_millis()));
  }

  private static IllegalArgumentException notAllowed(String key, long value, String range) {
    return new IllegalArgumentException(
        "the configuration "
            + PoolConfig.PID
            + " has "
            + key
            + " = "
            + value
            + "; allowed is "
            + range);
  }
}
