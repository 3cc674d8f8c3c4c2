package dev.buntime.worker.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.buntime.catalog.CatalogSnapshot;
import dev.buntime.catalog.EntryPoint;
import dev.buntime.catalog.LiveApp;
import dev.buntime.runtime.WorkerListener;
import dev.buntime.runtime.dto.WorkerEventDTO;
import dev.buntime.worker.internal.WorkerState.Active;
import dev.buntime.worker.internal.WorkerState.Creating;
import dev.buntime.worker.internal.WorkerState.Draining;
import dev.buntime.worker.internal.WorkerState.Failed;
import dev.buntime.worker.internal.WorkerState.Idle;
import dev.buntime.worker.internal.WorkerState.Ready;
import dev.buntime.worker.internal.WorkerState.Terminated;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;

public final class WorkerNewsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final int SECONDS = 20;

  @Rule public final LogLines log = new LogLines(WorkerNews.class, Level.DEBUG);

  private final Fakes.Shop shop = new Fakes.Shop();
  private final List<WorkerEventDTO> told = new CopyOnWriteArrayList<>();
  private final List<WorkerListener> listeners = new CopyOnWriteArrayList<>(List.of(told::add));
  private final WorkerNews news = new WorkerNews(listeners);
  private final LiveApp app =
      Fakes.app("shop@1.0.0", new Fakes.TestBundle().get(), new EntryPoint.Whiteboard());
  private final LivePool pool =
      new LivePool(shop::workshop, new Seats(new PoolLimits(1, Duration.ZERO)), news);
  private final Worker worker = new Worker("shop@1.0.0#7", app, shop.workshop(pool));

  @After
  public void stop() throws InterruptedException {
    assertThat(Waiting.on(pool.stop(), Duration.ofSeconds(SECONDS))).isTrue();
  }

  @Test
  public void moved_isOneLineAndOneEvent() {
    news.moved(worker, null, new Creating(NOW));
    news.moved(worker, new Creating(NOW), new Failed(NOW, "no database"));
    news.moved(worker, new Creating(NOW), new Ready(NOW));
    news.moved(worker, new Ready(NOW), new Active(NOW));
    news.moved(worker, new Active(NOW), new Idle(NOW));
    news.moved(worker, new Idle(NOW), new Active(NOW));
    news.moved(worker, new Active(NOW), new Draining(NOW, "undeployed"));
    news.moved(worker, new Draining(NOW, "undeployed"), new Terminated(NOW, "undeployed"));

    assertThat(lines())
        .containsExactly(
            "INFO shop@1.0.0#7 Creating",
            "INFO shop@1.0.0#7 Creating → Failed: no database",
            "INFO shop@1.0.0#7 Creating → Ready",
            "INFO shop@1.0.0#7 Ready → Active",
            "INFO shop@1.0.0#7 Active → Idle",
            "INFO shop@1.0.0#7 Idle → Active",
            "INFO shop@1.0.0#7 Active → Draining: undeployed",
            "INFO shop@1.0.0#7 Draining → Terminated: undeployed");
    assertThat(told)
        .extracting(WorkerEventDTO::from, WorkerEventDTO::to, WorkerEventDTO::reason)
        .containsExactly(
            tuple(null, "Creating", null),
            tuple("Creating", "Failed", "no database"),
            tuple("Creating", "Ready", null),
            tuple("Ready", "Active", null),
            tuple("Active", "Idle", null),
            tuple("Idle", "Active", null),
            tuple("Active", "Draining", "undeployed"),
            tuple("Draining", "Terminated", "undeployed"));
    assertThat(told)
        .allMatch(each -> each.worker().equals("shop@1.0.0#7"))
        .allMatch(each -> each.app().equals("shop") && each.version().equals("1.0.0"))
        .allMatch(each -> each.at().equals(NOW));
  }

  @Test
  public void moved_ofAWorkersWholeLife_isOneLineEach() throws Exception {
    pool.changed(CatalogSnapshot.EMPTY, Fakes.snapshot(app));
    pool.lease(app.id()).get(SECONDS, TimeUnit.SECONDS).close();
    shop.time.advance(Duration.ofSeconds(1));
    pool.age();

    pool.changed(Fakes.snapshot(app), CatalogSnapshot.EMPTY);

    await().untilAsserted(() -> assertThat(pool.workers()).isEmpty());
    assertThat(lines())
        .containsExactly(
            "INFO shop@1.0.0#1 Creating",
            "INFO shop@1.0.0#1 Creating → Ready",
            "INFO shop@1.0.0#1 Ready → Active",
            "INFO shop@1.0.0#1 Active → Idle",
            "INFO shop@1.0.0#1 Idle → Draining: undeployed",
            "INFO shop@1.0.0#1 Draining → Terminated: undeployed");
  }

  @Test
  public void moved_whenAListenerFails_tellsTheOthersAndSaysSo() {
    listeners.addFirst(_ -> {
      throw new IllegalStateException("deaf");
    });

    news.moved(worker, new Ready(NOW), new Active(NOW));

    assertThat(told).hasSize(1);
    assertThat(lines()).hasSize(2).startsWith("INFO shop@1.0.0#7 Ready → Active");
    assertThat(log.events().getLast().getLevel()).isEqualTo(Level.ERROR);
    assertThat(log.events().getLast().getThrowableProxy().getMessage()).isEqualTo("deaf");
  }

  private List<String> lines() {
    return log.events().stream()
        .map(event -> event.getLevel() + " " + event.getFormattedMessage())
        .toList();
  }
}
