package dev.buntime.router.internal;

import dev.buntime.catalog.LiveApp;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What ranges turned out to mean in one routing table. Thread-safe; a lookup takes no lock.
 *
 * <p>Clients choose the keys, so the number of entries is limited. What comes when the cache is
 * full is not remembered; nothing is evicted, as the next table begins with an empty cache.
 */
final class RangeCache {

  /** What a range turned out to mean. */
  sealed interface Resolution {

    /** The version to choose. */
    record Found(LiveApp app) implements Resolution {}

    /** No version is in the range. */
    record NoneInRange() implements Resolution {}
  }

  private final Map<String, Resolution> bySegment = new ConcurrentHashMap<>();
  private final AtomicInteger free;

  RangeCache(int limit) {
    this.free = new AtomicInteger(limit);
  }

  /** What a first segment {@code app@range} means; null if that is not remembered. */
  @Nullable Resolution get(String segment) {
    return bySegment.get(segment);
  }

  /** Remembers what a segment means, if there is room. */
  void put(String segment, Resolution resolution) {
    if (free.get() <= 0) {
      return;
    }
    if (free.getAndDecrement() <= 0 || bySegment.putIfAbsent(segment, resolution) != null) {
      free.getAndIncrement();
    }
  }

  int size() {
    return bySegment.size();
  }
}
