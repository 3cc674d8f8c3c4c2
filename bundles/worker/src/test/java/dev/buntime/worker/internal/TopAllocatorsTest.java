package dev.buntime.worker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.buntime.catalog.CatalogSnapshot;
import dev.buntime.catalog.EntryPoint;
import dev.buntime.catalog.LiveApp;
import dev.buntime.worker.Lease;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;

/** When the heap is full, the log tells who has allocated most. */
public final class TopAllocatorsTest {
  private static final int SECONDS = 20;
  private static final int MIB = 1 << 20;

  @Rule public final LogLines log = new LogLines(LivePool.class, Level.ERROR);

  private final Fakes.Shop shop = new Fakes.Shop();
  private final LiveApp hungry =
      Fakes.app("hungry@1.0.0", new Fakes.TestBundle().get(), new EntryPoint.Whiteboard());
  private final LiveApp modest =
      Fakes.app("modest@1.0.0", new Fakes.TestBundle().get(), new EntryPoint.Whiteboard());
  private final LivePool pool =
      new LivePool(
          shop::workshop, new Seats(new PoolLimits(2, Duration.ZERO)), new WorkerNews(List.of()));

  @After
  public void stop() throws InterruptedException {
    assertThat(Waiting.on(pool.stop(), Duration.ofSeconds(SECONDS))).isTrue();
  }

  @Test
  public void outOfMemory_isToldWithWhoHasAllocatedMost() throws Exception {
    pool.changed(CatalogSnapshot.EMPTY, Fakes.snapshot(hungry, modest));
    allocate(modest, 1);
    allocate(hungry, 30);
    pool.age(); // takes stock
    Worker refused =
        pool.workers().stream().filter(each -> each.app().equals(modest)).findFirst().orElseThrow();

    pool.outOfMemory(refused);

    assertThat(log.events())
        .singleElement()
        .extracting(ILoggingEvent::getFormattedMessage)
        .asString()
        .contains("The heap is full; modest@1.0.0#")
        .containsPattern(
            "included: hungry@1.0.0#\\d+ (3\\d|[4-9]\\d) MiB, modest@1.0.0#\\d+ \\d MiB");
  }

  private void allocate(LiveApp app, int times) throws Exception {
    Lease lease = pool.lease(app.id()).get(SECONDS, TimeUnit.SECONDS);
    CompletableFuture<Integer> done = new CompletableFuture<>();
    lease
        .executor()
        .execute(() -> {
          int sum = 0;
          for (int i = 0; i < times; i++) {
            sum += new byte[MIB].length;
          }
          done.complete(sum);
        });
    assertThat(done.get(SECONDS, TimeUnit.SECONDS)).isEqualTo(times * MIB);
    lease.close();
  }
}
