package dev.buntime.management.internal.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.runtime.dto.DeploymentEventDTO;
import dev.buntime.runtime.dto.PluginEventDTO;
import dev.buntime.runtime.dto.WorkerEventDTO;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.After;
import org.junit.Test;

/** How what happens gets from those who tell it to those who listen. */
public final class EventHubTest {
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final WorkerEventDTO WORKER =
      new WorkerEventDTO("shop@1.0.0#1", "shop", "1.0.0", null, "Creating", AT, null);

  static {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(30)); // others use the machine, too
  }

  private final EventHub hub = new EventHub();
  private volatile boolean serving = true;

  @After
  public void stop() throws InterruptedException {
    hub.stop();
  }

  @Test
  public void events_areToldInOrderWithAllMembers() {
    Client client = join(Set.of(EventKind.WORKER, EventKind.DEPLOYMENT, EventKind.PLUGIN));

    hub.moved(WORKER);
    hub.changed(
        new DeploymentEventDTO(
            "a.jar", "shop", "1.0.0", "live", "live", AT, "replaced", List.of("old"), "ab"));
    hub.moved(new PluginEventDTO("plugin-x", "1.0.0", 17, "active", "failed", AT, "a\nb"));

    await().until(() -> client.all().size() == 4);
    assertThat(client.heard.get(1))
        .endsWith(
            "event: worker\ndata: {\"worker\":\"shop@1.0.0#1\",\"app\":\"shop\","
                + "\"version\":\"1.0.0\",\"from\":null,\"to\":\"Creating\","
                + "\"at\":\"2026-01-02T03:04:05.678Z\",\"reason\":null}\n\n");
    assertThat(client.heard.get(2))
        .endsWith(
            "event: deployment\ndata: {\"artifact\":\"a.jar\",\"app\":\"shop\","
                + "\"version\":\"1.0.0\",\"from\":\"live\",\"to\":\"live\","
                + "\"at\":\"2026-01-02T03:04:05.678Z\",\"reason\":\"replaced\","
                + "\"warnings\":[\"old\"],\"sha256\":\"ab\"}\n\n");
    assertThat(client.heard.get(3))
        .endsWith(
            "event: plugin\ndata: {\"name\":\"plugin-x\",\"version\":\"1.0.0\",\"bundle\":17,"
                + "\"from\":\"active\",\"to\":\"failed\","
                + "\"at\":\"2026-01-02T03:04:05.678Z\",\"reason\":\"a\\nb\"}\n\n");
  }

  @Test
  public void stats_areThoseOfTheSource() {
    Client client = join(EnumSet.of(EventKind.STATS));

    await().until(() -> client.all().size() >= 3);
    assertThat(client.heard.get(1)).endsWith("event: stats\ndata: {\"pool\":1}\n\n");
  }

  @Test
  public void stats_whenTheyFail_keepNothingElseFromBeingTold() {
    hub.open(
        new EventHub.Source(
            () -> {
              throw new IllegalStateException("on purpose");
            },
            () -> true));
    Client client = new Client(EnumSet.allOf(EventKind.class));
    assertThat(hub.admit()).isTrue();
    hub.join(client.subscriber, client, null);

    hub.moved(WORKER);

    await().until(() -> client.all().size() == 2);
    assertThat(client.heard.getLast()).contains("event: worker");
  }

  @Test
  public void admit_whenTooManyListen_refuses() {
    for (int i = 1; i < EventHub.MOST_SUBSCRIBERS; i++) {
      assertThat(hub.admit()).isTrue();
    }
    Client last = join(Set.of(EventKind.WORKER));
    assertThat(hub.admit()).isFalse();

    hub.leave(last.subscriber);
    hub.leave(last.subscriber);

    await().until(hub::admit);
    assertThat(hub.admit()).isFalse();
  }

  @Test
  public void streams_whenTheRunnerDrains_end() {
    Client client = join(Set.of(EventKind.WORKER));
    serving = false;

    await().until(() -> client.ended);
  }

  @Test
  public void streams_whenTheyAreNotServedAnyMore_end() {
    Client client = join(Set.of(EventKind.WORKER));
    hub.close();

    await().until(() -> client.ended);
  }

  @Test
  public void stop_endsThoseThatListenAndThoseThatComeTooLate() throws InterruptedException {
    Client client = join(Set.of(EventKind.WORKER));
    hub.stop();
    Client late = join(Set.of(EventKind.WORKER));

    hub.moved(WORKER);
    assertThat(client.ended).isTrue();
    assertThat(late.ended).isTrue();
  }

  @Test
  public void flood_isBoundedAndToldAsAReset() throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    hub.open(
        new EventHub.Source(
            () -> {
              busy.countDown();
              awaitQuietly(goOn);
              return Map.of();
            },
            () -> true));
    Client client = new Client(Set.of(EventKind.STATS));
    assertThat(hub.admit()).isTrue();
    hub.join(client.subscriber, client, null);
    busy.await();

    for (int i = 0; i < EventHub.MOST_WAITING + 100; i++) {
      hub.moved(WORKER);
    }
    goOn.countDown();

    await().until(() -> client.all().stream().anyMatch(each -> each.contains("event: reset")));
    String reset =
        client.heard.stream().filter(each -> each.contains("event: reset")).findAny().orElseThrow();
    assertThat(reset).as("behind all that was not lost, and one of stats").contains("-10002\n");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Client join(Set<EventKind> kinds) {
    hub.open(new EventHub.Source(() -> Map.of("pool", 1), () -> serving));
    Client client = new Client(kinds);
    assertThat(hub.admit()).isTrue();
    hub.join(client.subscriber, client, null);
    await().until(() -> client.read() || client.ended);
    return client;
  }

  /** Reads at once, on the thread of the hub. */
  private static final class Client implements Outlet {
    final Subscriber subscriber;
    final List<String> heard = new CopyOnWriteArrayList<>();
    volatile boolean ended;

    Client(Set<EventKind> kinds) {
      subscriber = new Subscriber(kinds, System::nanoTime);
    }

    /** Whether anything was there, and all of it is read. */
    synchronized boolean read() {
      for (Frame each = subscriber.next(); each != null; each = subscriber.next()) {
        heard.add(each.toString());
      }
      return !heard.isEmpty() && subscriber.rest();
    }

    /** All that it has heard, with what waits. */
    List<String> all() {
      var _ = read();
      return heard;
    }

    @Override
    public void begin() {
      var _ = read();
    }

    @Override
    public void end() {
      ended = true;
    }
  }
}
