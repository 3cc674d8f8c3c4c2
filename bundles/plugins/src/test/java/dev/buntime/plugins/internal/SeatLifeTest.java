package dev.buntime.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.buntime.plugin.Decision;
import dev.buntime.plugin.Plugin;
import dev.buntime.plugin.PluginContext;
import dev.buntime.plugin.PluginRequest;
import dev.buntime.plugins.Use;
import dev.buntime.runtime.dto.WorkerEventDTO;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;

public final class SeatLifeTest {
  private static final int SECONDS = 20;

  @Rule public final World world = new World();
  private final Row row = new Row();
  private final WorkerNews news = new WorkerNews(world.threads);
  private final SeatLife life =
      new SeatLife(row, world.threads, news, () -> {}, reason -> reason.replace("planted", "***"));
  private final TestPlugin plugin = new TestPlugin();
  private final CountDownLatch called = new CountDownLatch(1);
  private final AtomicBoolean comesBack = new AtomicBoolean(true);
  private final CountDownLatch leave = new CountDownLatch(1);

  @After
  public void letGo() {
    leave.countDown();
  }

  private Seat begin(String name, String version, TestPlugin begins) {
    return begin(name, version, () -> new Occupant(begins, Hook.of(begins), true));
  }

  private Seat begin(String name, String version, Callable<Occupant> plugins) {
    Seat seat = world.seat(name, version, 0);
    row.add(seat);
    life.begin(seat, plugins, () -> context(name));
    return seat;
  }

  private static PluginContext context(String name) {
    return new Context(name, Map.of(), "test", "1");
  }

  private Seat active(String name, TestPlugin begins) {
    Seat seat = begin(name, "1.0.0", begins);
    await().until(() -> row.chain().seats().contains(seat));
    return seat;
  }

  private void block() throws InterruptedException {
    called.countDown();
    leave.await();
  }

  private void awaitCalled() throws InterruptedException {
    assertThat(called.await(SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  private ChainPassage enter() {
    Chain chain = row.chain();
    chain.requests().enter();
    chain.answers().enter();
    return new ChainPassage(chain, world.threads);
  }

  private CompletableFuture<Void> endAside(Seat seat) {
    return CompletableFuture.runAsync(() -> life.end(seat));
  }

  @Test
  public void begin_isInForceWhenInitHasReturned() throws Exception {
    plugin.onInit = this::block;
    Seat seat = begin("a", "1.0.0", plugin);
    awaitCalled();
    assertThat(row.chain().seats()).isEmpty();
    assertThat(seat.state()).isInstanceOf(SeatState.Starting.class);

    leave.countDown();

    await().until(() -> row.chain().seats().contains(seat));
    assertThat(seat.isActive()).isTrue();
    assertThat(plugin.calls).containsExactly("init a");
  }

  @Test
  public void begin_whenInitThrows_isRefusedWithTheReason() {
    plugin.onInit =
        () -> {
          throw new IllegalStateException("no key");
        };
    Seat seat = begin("a", "1.0.0", plugin);

    await().until(() -> seat.state() instanceof SeatState.Refused);
    assertThat(seat.state().reason())
        .isEqualTo("onInit failed: java.lang.IllegalStateException: no key");
    assertThat(row.chain().seats()).isEmpty();
  }

  @Test
  public void begin_whenInitThrowsASecret_isRefusedWithoutIt() {
    plugin.onInit =
        () -> {
          throw new IllegalStateException("planted is no key");
        };
    Seat seat = begin("a", "1.0.0", plugin);

    await().until(() -> seat.state() instanceof SeatState.Refused);
    assertThat(seat.state().reason())
        .isEqualTo("onInit failed: java.lang.IllegalStateException: *** is no key");
  }

  @Test
  public void begin_whenThereIsNoPlugin_isRefusedWithTheReason() {
    Seat seat =
        begin(
            "a",
            "1.0.0",
            () -> {
              throw new NoClassDefFoundError("some/Type");
            });

    await().until(() -> seat.state() instanceof SeatState.Refused);
    assertThat(seat.state().reason()).contains("NoClassDefFoundError: some/Type");
  }

  @Test
  public void begin_whenInitTakesTooLong_isRefused() throws Exception {
    plugin.onInit = this::block;
    Seat seat = begin("a", "1.0.0", plugin);
    awaitCalled();
    world.pass(Duration.ofSeconds(29));
    assertThat(seat.state()).isInstanceOf(SeatState.Starting.class);

    world.pass(Duration.ofSeconds(1));

    await().until(() -> seat.state() instanceof SeatState.Refused);
    assertThat(seat.state().reason()).isEqualTo("onInit took longer than 30 s");
  }

  @Test
  public void begin_whenTheServiceGoesMeanwhile_neverComesIntoForce() throws Exception {
    plugin.onInit = this::block;
    Seat seat = begin("a", "1.0.0", plugin);
    awaitCalled();

    life.end(seat);
    leave.countDown();

    active("b", new TestPlugin());
    assertThat(seat.state()).isInstanceOf(SeatState.Gone.class);
    assertThat(row.chain().seats()).doesNotContain(seat);
    await()
        .untilAsserted(() ->
            assertThat(plugin.calls)
                .as("what has begun ends")
                .containsExactly("init a", "shutdown"));
  }

  @Test
  public void end_waitsForRequestsThatHaveItOnTheirWay_andThenTellsIt() throws Exception {
    Seat seat = active("a", plugin);
    FakeExchange exchange = new FakeExchange();
    ChainPassage passage = enter();

    CompletableFuture<Void> end = endAside(seat);
    await().until(() -> row.chain().seats().isEmpty());
    passage.request(exchange);
    assertThat(exchange.end()).startsWith("arrived");
    assertThat(plugin.calls).containsExactly("init a", "request");
    assertThat(end).isNotDone();
    FakeExchange answer = new FakeExchange();
    passage.answer(answer);

    assertThat(answer.end()).startsWith("done");
    end.get(SECONDS, TimeUnit.SECONDS);
    assertThat(plugin.calls).containsExactly("init a", "request", "response", "shutdown");
    assertThat(seat.state()).isInstanceOf(SeatState.Gone.class);
  }

  @Test
  public void end_waitsForTransforms() throws Exception {
    Seat seat = active("a", plugin);
    plugin.onResponse = response -> response.transformBody((piece, last) -> piece);
    ChainPassage passage = enter();
    FakeExchange answer = new FakeExchange();
    passage.answer(answer);
    answer.end();

    CompletableFuture<Void> end = endAside(seat);
    await().until(() -> row.chain().seats().isEmpty());
    assertThat(end).isNotDone();
    passage.close();

    end.get(SECONDS, TimeUnit.SECONDS);
  }

  @Test
  public void end_whenOnlyOthersWantTheAnswer_doesNotWaitForThat() throws Exception {
    Plugin asks =
        new Plugin() {
          @Override
          public Decision onRequest(PluginRequest request) {
            return Decision.pass();
          }
        };
    active("a", plugin);
    Seat seat = begin("q", "1.0.0", () -> new Occupant(asks, Hook.of(asks), true));
    await().until(() -> row.chain().seats().contains(seat));
    ChainPassage passage = enter();
    FakeExchange exchange = new FakeExchange();
    passage.request(exchange);
    exchange.end();

    endAside(seat).get(SECONDS, TimeUnit.SECONDS);

    passage.close();
  }

  @Test
  public void end_whenInterrupted_givesUpWaiting_andRequestsDoNotCallItAnyMore() throws Exception {
    Seat seat = active("a", plugin);
    ChainPassage passage = enter();
    Thread ending = Thread.ofPlatform().daemon().start(() -> life.end(seat));
    await().until(() -> row.chain().seats().isEmpty());

    ending.interrupt();
    ending.join(TimeUnit.SECONDS.toMillis(SECONDS));

    FakeExchange exchange = new FakeExchange();
    passage.request(exchange);
    assertThat(exchange.end()).startsWith("failed: Plugin 'a' was taken away");
    assertThat(plugin.calls).doesNotContain("request");
  }

  @Test
  public void end_whenShutdownThrowsOrHangs_returns() throws Exception {
    plugin.onShutdown =
        () -> {
          throw new IllegalStateException("on purpose");
        };
    Seat seat = active("a", plugin);
    endAside(seat).get(SECONDS, TimeUnit.SECONDS);
    assertThat(seat.figures().errors()).isEqualTo(1);

    TestPlugin hangs = new TestPlugin();
    hangs.onShutdown = this::block;
    Seat other = active("b", hangs);
    CompletableFuture<Void> end = endAside(other);
    awaitCalled();
    world.pass(World.LIMIT);
    end.get(SECONDS, TimeUnit.SECONDS);
    assertThat(other.figures().timeouts()).isEqualTo(1);
  }

  @Test
  public void endAll_isInReverseOrder_andOnce() throws Exception {
    List<String> order = new CopyOnWriteArrayList<>();
    for (String name : List.of("a", "b", "c")) {
      TestPlugin each = new TestPlugin();
      each.onShutdown = () -> order.add(name);
      active(name, each);
    }
    Seat last = row.chain().seats().getLast();

    life.endAll();
    life.endAll();
    life.end(last);

    assertThat(order).containsExactly("c", "b", "a");
    assertThat(row.chain().isQuiet()).isTrue();
  }

  @Test
  public void endAll_whenOneHangs_goesOnInTime() throws Exception {
    plugin.onShutdown = this::block;
    TestPlugin first = new TestPlugin();
    active("first", first);
    active("hangs", plugin);
    CompletableFuture<Void> end = CompletableFuture.runAsync(life::endAll);
    awaitCalled();

    world.pass(Duration.ofSeconds(2));

    await().until(() -> first.calls.contains("shutdown"));
    end.get(SECONDS, TimeUnit.SECONDS);
  }

  /** Has the service of a plugin go because its component is made anew. */
  private void vacate(Seat seat) {
    life.vacate(seat, comesBack::get, () -> "it waits for a service");
  }

  @Test
  public void vacate_whoeverComesWaitsForTheNextOne() throws Exception {
    Seat seat = active("a", plugin);
    FakeExchange answered = new FakeExchange();
    ChainPassage under = enter();
    under.request(answered);
    assertThat(answered.end()).startsWith("arrived");
    vacate(seat);
    assertThat(plugin.calls).containsExactly("init a", "request", "shutdown");
    FakeExchange asked = new FakeExchange();
    enter().request(asked);
    FakeExchange shown = new FakeExchange();
    under.answer(shown);
    assertThat(asked.isOver()).isFalse();
    assertThat(shown.isOver()).isFalse();
    assertThat(row.chain().awaited()).isEmpty();

    TestPlugin second = new TestPlugin();
    Seat next = active("a", second);

    assertThat(asked.end()).isEqualTo("arrived on plugin-n");
    assertThat(shown.end()).isEqualTo("done on plugin-n");
    assertThat(second.calls).containsExactlyInAnyOrder("init a", "request", "response");
    assertThat(plugin.calls).as("not called any more").hasSize(3);
    assertThat(row.seats()).containsExactly(next);
  }

  @Test
  public void vacate_waitsForTheCallsThatAreUnderWay() throws Exception {
    Seat seat = active("a", plugin);
    plugin.onRequest =
        () -> {
          block();
          return Decision.pass();
        };
    FakeExchange asked = new FakeExchange();
    enter().request(asked);
    awaitCalled();

    CompletableFuture<Void> vacated = CompletableFuture.runAsync(() -> vacate(seat));
    await().until(() -> seat.vacancy() != null);
    assertThat(vacated).isNotDone();
    leave.countDown();

    vacated.get(SECONDS, TimeUnit.SECONDS);
    assertThat(asked.end()).startsWith("arrived");
    assertThat(plugin.calls).containsExactly("init a", "request", "shutdown");
  }

  @Test
  public void vacate_whenTheNextOneDoesNotBegin_letsNobodyPassUntilOneDoes() throws Exception {
    row.require(List.of("a"));
    Seat seat = active("a", plugin);
    vacate(seat);
    FakeExchange asked = new FakeExchange();
    enter().request(asked);

    Seat bad = world.sibling(seat);
    row.add(bad);
    life.refuse(bad, "onInit failed: no key");

    assertThat(asked.end()).contains("Plugin 'a' has failed");
    assertThat(seat.state().reason()).endsWith("but onInit failed: no key");
    FakeExchange later = new FakeExchange();
    enter().request(later);
    assertThat(later.end()).contains("Plugin 'a' has failed");
    assertThat(row.chain().awaited()).containsExactly("a");
    active("a", new TestPlugin());
    FakeExchange last = new FakeExchange();
    enter().request(last);
    assertThat(last.end()).startsWith("arrived");
    assertThat(row.chain().awaited()).isEmpty();
  }

  @Test
  public void vacate_whenNobodyComesForLong_letsNobodyPass() throws Exception {
    Seat seat = active("a", plugin);
    vacate(seat);
    FakeExchange asked = new FakeExchange();
    enter().request(asked);

    world.pass(Vacancy.LIMIT);

    assertThat(asked.end()).contains("Plugin 'a' has failed");
    assertThat(seat.state().reason())
        .isEqualTo(
            "its component was made anew, and has not come back within 10 s: it waits for a"
                + " service");
  }

  @Test
  public void vacate_whenItDoesNotComeBackAfterAll_isOutOfForce() throws Exception {
    Seat seat = active("a", plugin);
    vacate(seat);
    comesBack.set(false);

    world.pass(Vacancy.LOOK);

    await().until(() -> row.seats().isEmpty());
    assertThat(row.chain().seats()).isEmpty();
    assertThat(plugin.calls).as("told once").containsExactly("init a", "shutdown");
  }

  @Test
  public void vacate_aBodyThatItTransforms_goesOnWithIt() throws Exception {
    Seat seat = active("a", plugin);
    plugin.onResponse = response -> response.transformBody((piece, last) -> piece);
    FakeExchange shown = new FakeExchange();
    ChainPassage passage = enter();
    passage.answer(shown);
    assertThat(shown.end()).startsWith("done");
    vacate(seat);
    Seat next = active("a", new TestPlugin());

    ByteBuffer piece = ByteBuffer.allocate(1);
    assertThat(shown.transforms.getFirst().transform(piece, false)).isSameAs(piece);
    row.retire(next.id().bundle());
    assertThat(row.use(next.id().bundle())).isEqualTo(new Use(0, 1));
    CompletableFuture<Void> end = endAside(next);
    await().until(() -> row.seats().isEmpty());
    passage.close();
    end.get(SECONDS, TimeUnit.SECONDS);
    assertThatThrownBy(() -> shown.transforms.getFirst().transform(piece, true))
        .hasMessageContaining("was taken away");
  }

  @Test
  public void vacate_whenItsBundleIsReplacedMeanwhile_whoeverWaitsMeetsTheNewOne()
      throws Exception {
    Seat seat = active("a", plugin);
    vacate(seat);
    FakeExchange asked = new FakeExchange();
    enter().request(asked);
    Seat lower = begin("a", "0.9.0", new TestPlugin());
    await().until(lower::isActive);
    assertThat(asked.isOver()).as("the one of the higher version is to come back").isFalse();

    row.retire(seat.id().bundle());

    assertThat(asked.end()).startsWith("arrived");
    assertThat(row.chain().seats()).containsExactly(lower);
    assertThat(row.seats()).containsExactly(lower);
  }

  @Test
  public void vacate_whenItsBundleIsRemovedMeanwhile_nobodyWaitsForEver() throws Exception {
    Seat seat = active("a", plugin);
    vacate(seat);
    FakeExchange asked = new FakeExchange();
    enter().request(asked);

    row.retire(seat.id().bundle());
    comesBack.set(false);
    world.pass(Vacancy.LOOK);

    assertThat(asked.end()).contains("was taken away");
    await().until(() -> row.seats().isEmpty());
  }

  @Test
  public void retire_whatIsMadeAnewOfTheBundle_isNotInForceEither() {
    Seat seat = active("a", plugin);
    row.retire(seat.id().bundle());

    Seat next = world.sibling(seat);
    row.add(next);
    World.active(next, new TestPlugin());
    row.update();

    assertThat(row.chain().seats()).isEmpty();
  }

  @Test
  public void end_ofARetiredOne_waitsForRequestsThatMeetIt() throws Exception {
    Seat seat = active("a", plugin);
    FakeExchange exchange = new FakeExchange();
    ChainPassage passage = enter();
    row.retire(seat.id().bundle());

    CompletableFuture<Void> end = endAside(seat);
    await().until(() -> row.seats().isEmpty());
    passage.request(exchange);
    assertThat(exchange.end()).startsWith("arrived");
    FakeExchange answer = new FakeExchange();
    passage.answer(answer);

    assertThat(answer.end()).startsWith("done");
    end.get(SECONDS, TimeUnit.SECONDS);
    assertThat(plugin.calls).containsExactly("init a", "request", "response", "shutdown");
  }

  @Test
  public void retire_newRequestsPassWithout_andTheOthersAreCounted() throws Exception {
    Seat seat = active("a", plugin);
    ChainPassage passage = enter();

    row.retire(seat.id().bundle());

    assertThat(row.chain().seats()).isEmpty();
    assertThat(row.use(seat.id().bundle())).isEqualTo(new Use(1, 0));
    FakeExchange asked = new FakeExchange();
    passage.request(asked);
    assertThat(asked.end()).startsWith("arrived");
    passage.answer(new FakeExchange());
    await().until(() -> row.use(seat.id().bundle()).equals(new Use(0, 0)));
    assertThat(plugin.calls).containsExactly("init a", "request", "response");
  }

  @Test
  public void news_ofWorkersThatWereThere_areTold_andOfNoOthersTheEnd() {
    moved("w-1", "Creating", "Ready");
    moved("w-2", "Creating", "Ready");
    moved("w-1", "Draining", "Terminated");
    active("a", plugin);
    moved("w-2", "Draining", "Terminated");

    await()
        .untilAsserted(
            () -> assertThat(plugin.calls).containsExactly("init a", "spawn w-2", "terminate w-2"));
  }

  @Test
  public void news_comeOneAtATimeInOrder_ofWorkersThatWereReady() throws Exception {
    active("a", plugin);
    plugin.onWorker = this::block;
    moved("w-1", null, "Creating");
    moved("w-1", "Creating", "Ready");
    moved("w-2", "Creating", "Failed");
    moved("w-1", "Ready", "Active");
    moved("w-3", "Creating", "Ready");
    moved("w-1", "Active", "Draining");
    moved("w-1", "Draining", "Terminated");
    moved("w-3", "Ready", "Failed");
    moved("w-3", "Failed", "Terminated");
    awaitCalled();
    assertThat(plugin.calls).containsExactly("init a", "spawn w-1");

    leave.countDown();

    await()
        .untilAsserted(() ->
            assertThat(plugin.calls)
                .containsExactly(
                    "init a", "spawn w-1", "spawn w-3", "terminate w-1", "terminate w-3"));
  }

  @Test
  public void news_whenAHookFailsOrHangs_goOn() throws Exception {
    active("a", plugin);
    plugin.onWorker =
        () -> {
          if (plugin.calls.size() == 2) {
            throw new IllegalStateException("on purpose");
          }
          if (plugin.calls.size() == 3) {
            block();
          }
        };
    for (String worker : List.of("w-1", "w-2", "w-3")) {
      moved(worker, "Creating", "Ready");
    }
    awaitCalled();
    world.pass(World.LIMIT);

    await().until(() -> plugin.calls.contains("spawn w-3"));
    await() // the thread that was interrupted comes back when it has the time to
        .untilAsserted(() ->
            assertThat(row.chain().seats().getFirst().figures())
                .isEqualTo(new Seat.Figures(0, 0, 1, 1, 0)));
  }

  @Test
  public void news_whenThePluginIsFarBehind_areLostAtTheEnd() throws Exception {
    active("a", plugin);
    plugin.onWorker = this::block;
    for (int i = 0; i < 3_000; i++) {
      moved("w-" + i, "Creating", "Ready");
    }
    awaitCalled();
    leave.countDown();

    await().untilAsserted(() -> assertThat(plugin.calls).hasSizeBetween(1_001, 1_010));
    assertThat(plugin.calls).contains("spawn w-0", "spawn w-999").doesNotContain("spawn w-2999");
  }

  @Test
  public void end_waitsForNewsThatAreBeingTold_andDropsTheRest() throws Exception {
    Seat seat = active("a", plugin);
    plugin.onWorker = this::block;
    moved("w-1", "Creating", "Ready");
    moved("w-2", "Creating", "Ready");
    awaitCalled();

    CompletableFuture<Void> end = endAside(seat);
    await().until(() -> row.chain().seats().isEmpty());
    assertThat(end).isNotDone();
    leave.countDown();

    end.get(SECONDS, TimeUnit.SECONDS);
    assertThat(plugin.calls.getLast()).isEqualTo("shutdown");
  }

  private void moved(String worker, @Nullable String from, String to) {
    news.moved(new WorkerEventDTO(worker, "shop", "1.0.0", from, to, Instant.EPOCH, null));
  }
}
