package dev.buntime.credentials;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The tallies of many addresses or users, at most a fixed number. Guarded by the lock of {@link
 * LoginThrottle}.
 */
final class TallyTable {
  /** Among so many that were not used for the longest time, the one with the fewest goes. */
  private static final int CANDIDATES = 32;

  private final ThrottleLimit limit;
  private final int most;
  private final Map<String, Tally> tallies = new LinkedHashMap<>(16, 0.75f, true);

  TallyTable(ThrottleLimit limit, int most) {
    this.limit = limit;
    this.most = most;
  }

  /** The one of a key; a new one if there is none. */
  Tally of(String key) {
    Tally tally = tallies.computeIfAbsent(key, _ -> new Tally(limit));
    if (tallies.size() > most) {
      evict(tally);
    }
    return tally;
  }

  /*
   * Who floods the table with new names must not push out those with many failures: those are the
   * ones that it is for.
   */
  private void evict(Tally kept) {
    String least = null;
    int fewest = Integer.MAX_VALUE;
    int seen = 0;
    for (Map.Entry<String, Tally> each : tallies.entrySet()) {
      Tally tally = each.getValue();
      if (tally != kept && !tally.isOpen() && tally.failures() < fewest) {
        least = each.getKey();
        fewest = tally.failures();
      }
      if (++seen == CANDIDATES) {
        break;
      }
    }
    if (least != null) {
      tallies.remove(least);
    }
  }

  /** Drops the one of a key if there is nothing to remember. */
  void tidy(String key) {
    Tally tally = tallies.get(key);
    if (tally != null && tally.isBlank()) {
      tallies.remove(key);
    }
  }

  int size() {
    return tallies.size();
  }
}
