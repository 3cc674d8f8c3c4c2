package dev.buntime.catalog.internal;

import static dev.buntime.catalog.Artifacts.live;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.catalog.CatalogListener;
import dev.buntime.catalog.CatalogSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.Test;
import org.osgi.framework.Constants;

public final class SnapshotCatalogTest {
  private static final int SECONDS = 20;

  private final SnapshotCatalog catalog = new SnapshotCatalog();
  private final Recorder recorder = new Recorder();

  @Test
  public void snapshot_atFirst_isEmpty() {
    assertThat(catalog.snapshot()).isSameAs(CatalogSnapshot.EMPTY);
  }

  @Test
  public void update_tellsBeforeAndAfter() {
    listen(recorder);
    put("a@1.0.0");
    CatalogSnapshot first = catalog.snapshot();
    put("b@1.0.0");

    assertThat(recorder.changes)
        .containsExactly(
            new Change(CatalogSnapshot.EMPTY, CatalogSnapshot.EMPTY),
            new Change(CatalogSnapshot.EMPTY, first),
            new Change(first, catalog.snapshot()));
  }

  @Test
  public void update_showsTheNewSnapshotToListeners() {
    List<CatalogSnapshot> seen = new ArrayList<>();
    listen((before, after) -> seen.add(catalog.snapshot()));

    put("a@1.0.0");

    assertThat(seen).containsExactly(CatalogSnapshot.EMPTY, catalog.snapshot());
  }

  private void listen(CatalogListener listener) {
    catalog.addListener(listener, Map.of());
  }

  @Test
  public void update_tellsTheHighestRankingFirst() {
    List<String> heard = new ArrayList<>();
    catalog.addListener((before, after) -> heard.add("last"), Map.of());
    catalog.addListener(
        (before, after) -> heard.add("first"), Map.of(Constants.SERVICE_RANKING, 1));
    heard.clear();

    put("a@1.0.0");

    assertThat(heard).containsExactly("first", "last");
  }

  @Test
  public void update_tellsListenersInOrderOfTheirComing() {
    List<String> heard = new ArrayList<>();
    listen((before, after) -> heard.add("first"));
    listen((before, after) -> heard.add("second"));
    heard.clear();

    put("a@1.0.0");

    assertThat(heard).containsExactly("first", "second");
  }

  @Test
  public void update_whenVersionIsLiveTwice_changesNothing() {
    listen(recorder);
    put("a@1.0.0");
    CatalogSnapshot before = catalog.snapshot();

    assertThatThrownBy(
            () -> catalog.update(List.of(live("other.jar", "a@1.0.0")), List.of("unknown.jar")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a@1.0.0");

    assertThat(catalog.snapshot()).isSameAs(before);
    assertThat(recorder.changes).hasSize(2);
    put("b@1.0.0");
    assertThat(catalog.snapshot().liveApps()).as("the lock is free again").hasSize(2);
  }

  @Test
  public void addListener_whenLate_isToldTheSnapshotInForceAtOnce() {
    put("a@1.0.0");
    put("b@1.0.0");

    listen(recorder);

    assertThat(recorder.changes)
        .containsExactly(new Change(CatalogSnapshot.EMPTY, catalog.snapshot()));
  }

  @Test
  public void removeListener_isToldNothingAnyMore() {
    listen(recorder);
    catalog.removeListener(recorder);

    put("a@1.0.0");

    assertThat(recorder.changes).hasSize(1);
  }

  @Test
  public void update_whenListenerThrows_tellsTheOthersAndGoesOn() {
    listen((before, after) -> {
      throw new IllegalStateException("on purpose");
    });
    listen(recorder);

    put("a@1.0.0");
    put("b@1.0.0");

    assertThat(recorder.changes).hasSize(3);
    assertThat(catalog.snapshot().liveApps()).hasSize(2);
  }

  @Test
  public void update_whenCalledByAListener_isRefused() {
    List<Throwable> refusals = new ArrayList<>();
    listen((before, after) -> {
      try {
        put("nested@1.0.0");
      } catch (IllegalStateException e) {
        refusals.add(e);
      }
    });

    put("a@1.0.0");

    assertThat(refusals)
        .hasSize(2)
        .allSatisfy(refusal ->
            assertThat(refusal).hasMessage("a catalog listener must not write the catalog"));
    assertThat(catalog.snapshot().versions()).containsOnlyKeys("a");
  }

  @Test
  public void update_whenListenerRemovesAnother_goesOn() {
    CatalogListener remover = (before, after) -> catalog.removeListener(recorder);
    listen(recorder);
    listen(remover);

    put("a@1.0.0");
    put("b@1.0.0");

    assertThat(recorder.changes).as("told when it came, then gone").hasSize(1);
  }

  @Test
  public void update_fromManyThreads_losesNothingAndTellsInOrder() throws Exception {
    listen(recorder);
    int threads = 4;
    int each = 100;
    inParallel(
        threads,
        thread -> IntStream.range(0, each).forEach(i -> put("app-" + thread + "@1." + i + ".0")));

    assertThat(catalog.snapshot().liveApps()).hasSize(threads * each);
    assertThat(recorder.changes).hasSize(threads * each + 1);
    for (int i = 1; i < recorder.changes.size(); i++) {
      assertThat(recorder.changes.get(i).before()).isSameAs(recorder.changes.get(i - 1).after());
    }
  }

  @Test
  public void snapshot_whileWritten_isAlwaysWhole() throws Exception {
    AtomicBoolean writing = new AtomicBoolean(true);
    CountDownLatch reading = new CountDownLatch(1);
    CompletableFuture<Integer> reader =
        CompletableFuture.supplyAsync(
            () -> readPairs(writing, reading), Thread::startVirtualThread);
    assertThat(reading.await(SECONDS, TimeUnit.SECONDS)).isTrue();

    for (int i = 0; i < 2_000; i++) {
      catalog.update(
          List.of(live("left.jar", "left@1." + i + ".0"), live("right.jar", "right@1." + i + ".0")),
          List.of());
    }
    writing.set(false);

    assertThat(reader.get(SECONDS, TimeUnit.SECONDS)).isPositive();
  }

  /** Both apps were always put together, so a snapshot has both in the same version. */
  private int readPairs(AtomicBoolean writing, CountDownLatch reading) {
    int reads = 0;
    while (writing.get() || reads == 0) {
      var versions = catalog.snapshot().versions();
      assertThat(versions.get("left")).isEqualTo(versions.get("right"));
      reads++;
      reading.countDown();
    }
    return reads;
  }

  private void put(String id) {
    catalog.update(List.of(live(id + ".jar", id)), List.of());
  }

  private static void inParallel(int threads, java.util.function.IntConsumer task)
      throws Exception {
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<? extends Future<?>> running =
          IntStream.range(0, threads)
              .mapToObj(thread -> executor.submit(() -> task.accept(thread)))
              .toList();
      for (Future<?> one : running) {
        one.get(SECONDS, TimeUnit.SECONDS);
      }
    }
  }

  private record Change(CatalogSnapshot before, CatalogSnapshot after) {}

  /** Remembers what it is told; the catalog's lock orders the calls. */
  private static final class Recorder implements CatalogListener {
    private final List<Change> changes = new ArrayList<>();

    @Override
    public void changed(CatalogSnapshot before, CatalogSnapshot after) {
      changes.add(new Change(before, after));
    }
  }
}
