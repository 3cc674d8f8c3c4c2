package dev.buntime.plugin.authn.internal.token;

import java.time.Duration;

/**
 * How long a document of a provider counts.
 *
 * @param fresh so long it is used without asking; then it is fetched in the background, and after
 *     twice this time before it is used
 * @param pause between two fetches for something that it does not have
 * @param retry between two fetches after one that has failed
 * @param longest it is never used when it is older than this, even if the provider does not answer
 * @param longestWait how long anybody waits for a newer one while there is one that can be used
 */
public record CachePolicy(
    Duration fresh, Duration pause, Duration retry, Duration longest, Duration longestWait) {
  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final Duration DAY = Duration.ofHours(24);

  /**
   * One day through an outage, or twice as long as it is fresh if that is more; half the patience
   * of whoever waits.
   */
  static CachePolicy of(Duration fresh, Duration patience) {
    Duration twice = fresh.multipliedBy(2);
    return new CachePolicy(
        fresh, PAUSE, RETRY, twice.compareTo(DAY) > 0 ? twice : DAY, patience.dividedBy(2));
  }
}
