package dev.buntime.plugin.authz.internal.set;

import dev.buntime.plugin.authz.internal.pdp.Query;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Outcomes that were found: those of the last {@value #MOST} requests that differ, and those before
 * that were asked for again. A request with long texts is not remembered, so that what is here
 * stays small. Thread-safe; to look takes no lock.
 */
final class Remembered {
  static final int MOST = 5_000;
  private static final int LONGEST = 1_000;

  private volatile Generations known = new Generations(Map.of()); // replaced whole

  /** What is young is written; what is old only read, and dropped when the young are too many. */
  private record Generations(Map<Query, Outcome> young, Map<Query, Outcome> old) {
    Generations(Map<Query, Outcome> old) {
      this(new ConcurrentHashMap<>(), old);
    }
  }

  /** What was found for a request; null if that is not known. */
  @Nullable Outcome get(Query query) {
    Generations now = known;
    Outcome young = now.young().get(query);
    if (young != null) {
      return young;
    }
    Outcome old = now.old().get(query);
    if (old != null) {
      put(query, old);
    }
    return old;
  }

  /** Remembers what was found, unless the request is long. */
  void put(Query query, Outcome outcome) {
    if (length(query) > LONGEST) {
      return;
    }
    if (known.young().size() >= MOST) {
      turn();
    }
    known.young().put(query, outcome);
  }

  /** Another thread may have done it in the meantime. */
  private synchronized void turn() {
    Map<Query, Outcome> young = known.young();
    if (young.size() >= MOST) {
      known = new Generations(young);
    }
  }

  /** How many there are. */
  int size() {
    Generations now = known;
    return now.young().size() + now.old().size();
  }

  private static long length(Query query) {
    return query.values().values().stream()
        .flatMap(texts -> texts.stream())
        .mapToLong(String::length)
        .sum();
  }
}
