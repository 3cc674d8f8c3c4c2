package dev.buntime.credentials;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The failed logins of one address or one user. Guarded by the lock of {@link LoginThrottle}. */
final class Tally {
  /** What failed is forgotten when nothing has failed for so long. */
  static final Duration REMEMBERED = Duration.ofHours(1);

  /** How many are checked at the same time as long as none has to wait. */
  static final int MOST_OPEN = 64;

  private static final long MOMENT_NANOS = Duration.ofSeconds(1).toNanos();

  private final ThrottleLimit limit;
  private int open;
  private int failures;
  private long lastFailure; // nano time, if there are failures
  private @Nullable String sole; // the one name that failed; null if there are several
  private long refused;
  private boolean told;

  Tally(ThrottleLimit limit) {
    this.limit = limit;
  }

  /** How long a login has to wait, in ns; 0 if it need not. */
  long waitNanos(long now) {
    forgetIfOld(now);
    long delay = limit.delayNanos(failures);
    long rest = delay - (now - lastFailure);
    if (delay > 0 && rest > 0) {
      return rest;
    }
    // After the first delay one at a time: else a thousand that come at once were all checked.
    return open >= (delay > 0 ? 1 : MOST_OPEN) ? MOMENT_NANOS : 0;
  }

  private void forgetIfOld(long now) {
    if (failures > 0 && open == 0 && now - lastFailure > REMEMBERED.toNanos()) {
      forget();
    }
  }

  void forget() {
    failures = 0;
    sole = null;
    told = false;
    refused = 0;
  }

  /** One more is being checked. */
  void enter() {
    open++;
  }

  /** One less is being checked. */
  void leave() {
    open--;
  }

  void fail(String user, long now) {
    sole = failures == 0 || user.equals(sole) ? user : null;
    failures++;
    lastFailure = now;
    told = false;
  }

  /** Whether nobody else than this user has failed. */
  boolean isOnlyOf(String user) {
    return failures == 0 || user.equals(sole);
  }

  /** Counts a refusal; true for the first one of this delay. */
  boolean refuse() {
    refused++;
    boolean first = !told;
    told = true;
    return first;
  }

  /** The refusals since it was asked last. */
  long takeRefused() {
    long count = refused;
    refused = 0;
    return count;
  }

  int failures() {
    return failures;
  }

  /** Whether there is nothing to remember. */
  boolean isBlank() {
    return open == 0 && failures == 0;
  }

  boolean isOpen() {
    return open > 0;
  }
}
