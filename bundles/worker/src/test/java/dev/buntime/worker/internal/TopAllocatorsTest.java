package dev.buntime.worker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.buntime.catalog.CatalogSnapshot;
import dev.buntime.catalog.EntryPoint;
import dev.buntime.catalog.LiveApp;
import dev.buntime.worker.Lease;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.slf4j.LoggerFactory;

/** When the heap is full, the log tells who has allocated most. */
public final class TopAllocatorsTest {
  private static final int SECONDS = 20;
  private static final int MIB = 1 << 20;

  private final Fakes.Shop shop = new Fakes.Shop();
  private final Logger logger = (Logger) LoggerFactory.getLogger(LivePool.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final LiveApp hungry =
      Fakes.app("hungry@1.0.0", new Fakes.TestBundle().get(), new EntryPoint.Whiteboard());
  private final LiveApp modest =
      Fakes.app("modest@1.0.0", new Fakes.TestBundle().get(), new EntryPoint.Whiteboard());
  private final LivePool pool =
      new LivePool(
          shop::workshop, new Seats(new PoolLimits(2, Duration.ZERO)), new WorkerNews(List.of()));

  @Before
  public void listen() {
    logger.setLevel(Level.ERROR);
    log.start();
    logger.addAppender(log);
  }

  @After
  public void stop() throws InterruptedException {
    logger.detachAppender(log);
    logger.setLevel(null);
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

    assertThat(log.list)
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
