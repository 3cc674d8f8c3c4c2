package dev.buntime.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.plugin.Decision;
import dev.buntime.plugin.Plugin;
import dev.buntime.plugin.PluginContext;
import dev.buntime.plugin.PluginRequest;
import dev.buntime.plugin.PluginResponse;
import dev.buntime.plugins.Passage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.Rule;
import org.junit.Test;

/** Plugins come and go under load: none is called before it has begun or after it has ended. */
public final class ChainSwapStressTest {
  private static final int SWAPS = 300;
  private static final int CLIENTS = 4;
  private static final Duration OFTEN = Duration.ofMillis(1);

  @Rule public final World world = new World();
  private final Row row = new Row();
  private final Entrance entrance = new Entrance(row, world.threads);
  private final SeatLife life =
      new SeatLife(row, world.threads, new WorkerNews(world.threads), () -> {}, reason -> reason);
  private final AtomicBoolean stop = new AtomicBoolean();
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong calls = new AtomicLong();
  private final Map<String, Integer> wrong = new ConcurrentHashMap<>();

  /** Notices whether it is called when it must not be. */
  private final class Guarded implements Plugin {
    private final AtomicInteger state = new AtomicInteger();

    @Override
    public void onInit(PluginContext context) {
      state.set(1);
    }

    @Override
    public Decision onRequest(PluginRequest request) {
      check("request");
      return Decision.pass();
    }

    @Override
    public void onResponse(PluginResponse response) {
      check("response");
      response.transformBody((piece, last) -> {
        check("transform");
        return piece;
      });
    }

    @Override
    public void onShutdown() {
      state.set(2);
    }

    private void check(String hook) {
      calls.incrementAndGet();
      if (state.get() != 1) {
        wrong.merge(hook + " in state " + state.get(), 1, Integer::sum);
      }
    }
  }

  @Test
  public void swaps_underLoad_callNobodyAtTheWrongTime() throws Exception {
    List<CompletableFuture<Void>> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(CompletableFuture.runAsync(this::callUntilStopped, this::start));
    }
    Seat steady = begin("steady", false);
    Seat swapped = begin("swapped", true);
    for (int i = 0; i < SWAPS; i++) {
      Seat next = begin("swapped", i % 2 == 0);
      await().pollInterval(OFTEN).until(() -> row.chain().seats().contains(next));
      life.end(swapped);
      swapped = next;
    }
    stop.set(true);
    for (CompletableFuture<Void> client : clients) {
      client.get(60, TimeUnit.SECONDS);
    }

    assertThat(wrong).isEmpty();
    assertThat(row.chain().seats()).containsExactly(steady, swapped);
    assertThat(requests.get()).isGreaterThan(SWAPS);
    assertThat(calls.get()).isGreaterThan(requests.get());
    assertThat(row.chain().isInUse()).isFalse();
    assertThat(steady.transforms.count()).isZero();
  }

  private void start(Runnable client) {
    Thread.ofPlatform().daemon().start(client);
  }

  private Seat begin(String name, boolean waits) {
    Guarded plugin = new Guarded();
    Seat seat = world.seat(name, "1.0.0", 0);
    row.add(seat);
    life.begin(
        seat,
        () -> new Occupant(plugin, Hook.of(plugin), waits),
        () -> new Context(name, Map.of(), "test", "1"));
    return seat;
  }

  private void callUntilStopped() {
    while (!stop.get()) {
      try {
        call();
      } catch (Exception e) {
        wrong.merge(e.toString(), 1, Integer::sum);
      }
    }
  }

  private void call() throws Exception {
    Passage passage = entrance.enter();
    FakeExchange request = new FakeExchange();
    passage.request(request);
    expect("arrived", request.end());
    FakeExchange answer = new FakeExchange();
    passage.answer(answer);
    expect("done", answer.end());
    for (var transform : answer.transforms) {
      transform.transform(ByteBuffer.allocate(0), true);
    }
    passage.close();
    requests.incrementAndGet();
  }

  private void expect(String wanted, String end) {
    if (!end.startsWith(wanted)) {
      wrong.merge(end, 1, Integer::sum);
    }
  }
}
