package dev.buntime.worker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

public final class HeapWatchTest {
  private static final long MIB = 1 << 20;
  private static final long SIZE = 1024 * MIB;

  private final Map<String, Long> allocated = new HashMap<>();
  private final List<String> ended = new ArrayList<>();
  private long now;
  private final HeapWatch<String> watch =
      new HeapWatch<>(
          () -> List.copyOf(allocated.keySet()),
          worker -> allocated.getOrDefault(worker, 0L),
          () -> worker -> allocated.getOrDefault(worker, 0L),
          () -> now,
          (worker, why) -> ended.add(worker + ": " + why));

  @Test
  public void collected_whenOneHasFilledTheHeap_endsIt() {
    allocate("busy", 5000);
    allocate("hoarder", 10);
    watch.collected(700 * MIB, SIZE);
    allocate("busy", 200);
    allocate("hoarder", 600);
    watch.collected(150 * MIB, SIZE);
    assertThat(ended).as("there is some room left").isEmpty();

    watch.collected(100 * MIB, SIZE);

    assertThat(ended).containsExactly("hoarder: it filled the heap");
  }

  @Test
  public void collected_againSoon_endsNobodyElse() {
    allocate("hoarder", 10);
    allocate("other", 10);
    watch.collected(700 * MIB, SIZE);
    allocate("hoarder", 600);
    watch.collected(100 * MIB, SIZE);
    allocate("other", 2);

    watch.collected(100 * MIB, SIZE);

    assertThat(ended).containsExactly("hoarder: it filled the heap");
  }

  @Test
  public void collected_whenManyHaveFilledTheHeap_endsNobody() {
    watch.collected(700 * MIB, SIZE);
    allocate("one", 300);
    allocate("two", 300);
    allocate("three", 300);

    watch.collected(100 * MIB, SIZE);

    assertThat(ended).isEmpty();
  }

  @Test
  public void collected_whenTheHeapHasFilledSlowly_endsNobody() {
    watch.collected(700 * MIB, SIZE);
    allocate("busy", 900);
    now += TimeUnit.MINUTES.toNanos(1);

    watch.collected(100 * MIB, SIZE);

    assertThat(ended).isEmpty();
  }

  @Test
  public void collected_whenWorkersAllocatedLessThanIsGone_endsNobody() {
    watch.collected(700 * MIB, SIZE);
    allocate("small", 100);

    watch.collected(100 * MIB, SIZE);

    assertThat(ended).as("somebody else fills it").isEmpty();
  }

  @Test
  public void collected_withoutWorkers_isQuiet() {
    watch.collected(700 * MIB, SIZE);

    watch.collected(100 * MIB, SIZE);

    assertThat(ended).isEmpty();
  }

  private void allocate(String worker, long mebibytes) {
    allocated.merge(worker, mebibytes * MIB, Long::sum);
  }
}
