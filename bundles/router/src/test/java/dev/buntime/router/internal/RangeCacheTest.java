package dev.buntime.router.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.router.internal.RangeCache.Resolution;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.Test;

public class RangeCacheTest {
  private static final Resolution NONE = new Resolution.NoneInRange();

  @Test
  public void put_whenFull_keepsWhatItHas() {
    RangeCache cache = new RangeCache(2);
    cache.put("a@1", NONE);
    cache.put("a@2", NONE);
    cache.put("a@3", NONE);

    assertThat(cache.get("a@1")).isEqualTo(NONE);
    assertThat(cache.get("a@3")).isNull();
    assertThat(cache.size()).isEqualTo(2);
  }

  @Test
  public void put_again_takesNoMoreRoom() {
    RangeCache cache = new RangeCache(2);
    cache.put("a@1", NONE);
    cache.put("a@1", NONE);
    cache.put("a@2", NONE);

    assertThat(cache.get("a@2")).isEqualTo(NONE);
  }

  @Test
  public void put_byManyThreads_neverExceedsTheLimit() throws Exception {
    int threads = 8;
    RangeCache cache = new RangeCache(100);
    CountDownLatch start = new CountDownLatch(threads);
    try (var executor = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> done = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        int offset = thread * 500;
        done.add(
            executor.submit(() -> {
              start.countDown();
              start.await();
              for (int i = 0; i < 1000; i++) {
                cache.put("a@" + (offset + i), NONE);
              }
              return cache;
            }));
      }
      for (Future<?> each : done) {
        each.get();
      }
    }

    assertThat(cache.size()).isLessThanOrEqualTo(100).isPositive();
  }
}
