package dev.buntime.plugins.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.buntime.plugin.Decision;
import dev.buntime.plugin.Plugin;
import dev.buntime.plugin.PluginRequest;
import dev.buntime.plugin.PluginResponse;
import dev.buntime.runtime.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;

/** Requests and answers on their way through plugins of every kind. */
public final class ChainPassageTest {
  private static final int SECONDS = 20;
  private static final String HERE = Thread.currentThread().getName();
  private static final String FAILED =
      "failed: Plugin 'b' failed; the log has it under this requestId.";
  private static final String TOO_LONG = "failed: Plugin 'b' took too long.";

  @Rule public final World world = new World();
  private final TestPlugin a = new TestPlugin();
  private final TestPlugin b = new TestPlugin();
  private final TestPlugin c = new TestPlugin();
  private final Seat seatA = world.active("a", 30, a);
  private final Seat seatB = world.active("b", 20, b);
  private final Seat seatC = world.active("c", 10, c);
  private final Chain chain = new Chain(List.of(seatA, seatB, seatC), List.of());
  private final FakeExchange exchange = new FakeExchange();
  private final CountDownLatch called = new CountDownLatch(1);
  private final CountDownLatch leave = new CountDownLatch(1);

  @After
  public void letGo() {
    leave.countDown();
  }

  private ChainPassage enter(Chain entered) {
    entered.requests().enter();
    entered.answers().enter();
    return new ChainPassage(entered, world.threads);
  }

  private String request() throws Exception {
    enter(chain).request(exchange);
    return exchange.end();
  }

  private String answer() throws Exception {
    enter(chain).answer(exchange);
    return exchange.end();
  }

  private @Nullable Decision block() throws InterruptedException {
    called.countDown();
    leave.await();
    return Decision.pass();
  }

  private void awaitCalled() throws InterruptedException {
    assertThat(called.await(SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  public void request_passesAllInOrder() throws Exception {
    assertThat(request()).isEqualTo("arrived on plugin-n");

    assertThat(exchange.passed).containsExactly("a", "b", "c");
    assertThat(chain.requests().count()).isZero();
    assertThat(chain.answers().count()).as("is still to come").isEqualTo(1);
    assertThat(seatB.figures()).isEqualTo(new Seat.Figures(1, 0, 0, 0, 0));
  }

  @Test
  public void request_whenNobodyWaits_arrivesHere() throws Exception {
    Chain inline = new Chain(List.of(world.inline("a", 2, a), world.inline("b", 1, b)), List.of());

    enter(inline).request(exchange);

    assertThat(exchange.end()).isEqualTo("arrived on " + HERE);
    assertThat(exchange.passed).containsExactly("a", "b");
  }

  @Test
  public void request_whenSomeWait_goesOnWhereTheyLeaveIt() throws Exception {
    Chain mixed =
        new Chain(List.of(world.inline("a", 3, a), seatB, world.inline("c", 1, c)), List.of());

    enter(mixed).request(exchange);

    assertThat(exchange.end()).isEqualTo("arrived on plugin-n");
    assertThat(exchange.passed).containsExactly("a", "b", "c");
  }

  @Test
  public void request_whenAHookIsNotOverridden_doesNotCallIt() throws Exception {
    Plugin shows =
        new Plugin() {
          @Override
          public void onResponse(PluginResponse response) {}
        };
    Plugin asks =
        new Plugin() {
          @Override
          public Decision onRequest(PluginRequest request) {
            return Decision.pass();
          }
        };
    Chain both =
        new Chain(List.of(world.active("s", 2, shows), world.inline("q", 1, asks)), List.of());

    enter(both).request(exchange);

    assertThat(exchange.end()).as("no thread of plugins").isEqualTo("arrived on " + HERE);
    assertThat(exchange.passed).containsExactly("q");
  }

  @Test
  public void request_whenNobodyWantsTheAnswer_isOverWhenAllHaveBeenAsked() throws Exception {
    Plugin asks =
        new Plugin() {
          @Override
          public Decision onRequest(PluginRequest request) {
            return Decision.pass();
          }
        };
    Chain deaf = new Chain(List.of(world.active("q", 1, asks)), List.of());
    ChainPassage passage = enter(deaf);

    passage.request(exchange);
    exchange.end();

    assertThat(passage.hearsAnswers()).isFalse();
    assertThat(deaf.isInUse()).isFalse();
  }

  @Test
  public void request_whenAsked_twice_isAnError() throws Exception {
    ChainPassage passage = enter(chain);
    passage.request(exchange);

    assertThatIllegalStateException().isThrownBy(() -> passage.request(exchange));
  }

  @Test
  public void request_whenOneAnswers_endsThere() throws Exception {
    b.onRequest = () -> Decision.answer(299);

    assertThat(request()).isEqualTo("answered 299 on plugin-n");

    assertThat(c.calls).isEmpty();
    assertThat(seatB.figures()).isEqualTo(new Seat.Figures(1, 1, 0, 0, 0));
    assertThat(chain.requests().count()).isZero();
  }

  @Test
  public void request_whenOneRefuses_endsThere() throws Exception {
    b.onRequest = () -> Decision.refuse(ErrorCode.FORBIDDEN, "no");

    assertThat(request()).isEqualTo("refused FORBIDDEN on plugin-n");
    assertThat(c.calls).isEmpty();
    assertThat(seatB.figures().answers()).isEqualTo(1);
  }

  @Test
  public void request_whenADecisionCannotBeCarriedOut_fails() throws Exception {
    for (Decision decision :
        List.of(
            Decision.pass(), Decision.answer(200), Decision.refuse(ErrorCode.FORBIDDEN, "no"))) {
      FakeExchange each = new FakeExchange();
      each.objection = "not so";
      b.onRequest = () -> decision;
      Chain only = new Chain(List.of(seatB), List.of());

      enter(only).request(each);

      assertThat(each.end()).startsWith(FAILED);
      assertThat(only.requests().count()).isZero();
    }
    assertThat(seatB.figures()).isEqualTo(new Seat.Figures(3, 2, 3, 0, 0));
  }

  @Test
  public void request_whenOneThrowsOrDecidesNull_fails() throws Exception {
    b.onRequest =
        () -> {
          throw new IllegalStateException("on purpose");
        };
    assertThat(request()).startsWith(FAILED);
    assertThat(c.calls).isEmpty();

    FakeExchange next = new FakeExchange();
    b.onRequest = () -> null;
    enter(chain).request(next);

    assertThat(next.end()).startsWith(FAILED);
    assertThat(c.calls).isEmpty();
    assertThat(seatB.figures().errors()).isEqualTo(2);
    assertThat(chain.requests().count()).isZero();
  }

  @Test
  public void request_whenOneTakesTooLong_fails() throws Exception {
    b.onRequest = this::block;
    enter(chain).request(exchange);
    awaitCalled();

    world.pass(World.LIMIT);

    assertThat(exchange.end()).isEqualTo(TOO_LONG + " on plugin-late");
    await().untilAsserted(() -> assertThat(seatB.figures().overdue()).isZero());
    assertThat(exchange.ends).hasSize(1);
    assertThat(c.calls).isEmpty();
  }

  @Test
  public void request_whenOneHasFailed_isRefusedAtOnce() throws Exception {
    for (int i = 0; i < Seat.MOST_HANGING; i++) {
      seatB.threadHangs(Hook.REQUEST);
    }

    assertThat(request()).startsWith("failed: Plugin 'b' has failed and lets nobody pass");
    assertThat(b.calls).isEmpty();
    assertThat(chain.requests().count()).isZero();
  }

  @Test
  public void later_whenDecidedByAnotherThread_goesOnOnOneForPlugins() throws Exception {
    CompletableFuture<Decision> decision = new CompletableFuture<>();
    b.onRequest = () -> Decision.later(decision);
    enter(chain).request(exchange);
    await().until(() -> b.calls.contains("request"));
    assertThat(exchange.isOver()).isFalse();

    decision.complete(Decision.pass());

    assertThat(exchange.end()).isEqualTo("arrived on plugin-n");
    assertThat(exchange.passed).containsExactly("a", "b", "c");
  }

  @Test
  public void later_whenThePluginNeverWaits_goesOnOnItsThread() throws Exception {
    CompletableFuture<Decision> decision = new CompletableFuture<>();
    b.onRequest = () -> Decision.later(decision);
    enter(new Chain(List.of(world.inline("b", 1, b)), List.of())).request(exchange);

    decision.complete(Decision.answer(299));

    assertThat(exchange.end()).isEqualTo("answered 299 on " + HERE);
  }

  @Test
  public void later_whenDecidedAlready_goesOnAtOnce() throws Exception {
    b.onRequest = () -> Decision.later(CompletableFuture.completedFuture(Decision.answer(299)));
    enter(new Chain(List.of(world.inline("b", 1, b)), List.of())).request(exchange);
    assertThat(exchange.end()).isEqualTo("answered 299 on " + HERE);

    FakeExchange next = new FakeExchange();
    enter(chain).request(next);
    assertThat(next.end()).isEqualTo("answered 299 on plugin-n");
  }

  @Test
  public void later_holdsNoThread() throws Exception {
    CompletableFuture<Decision> decision = new CompletableFuture<>();
    b.onRequest = () -> Decision.later(decision);
    for (int i = 0; i < 100; i++) { // more than there are threads
      enter(chain).request(i == 0 ? exchange : new FakeExchange());
    }
    await().until(() -> b.calls.size() == 100);

    decision.complete(Decision.pass());

    assertThat(exchange.end()).startsWith("arrived");
    await().until(() -> c.calls.size() == 100);
  }

  @Test
  public void later_whenItIsAnotherOne_waitsForThatWithinTheSameTime() throws Exception {
    CompletableFuture<Decision> outer = new CompletableFuture<>();
    CompletableFuture<Decision> inner = new CompletableFuture<>();
    b.onRequest = () -> Decision.later(outer);
    enter(chain).request(exchange);
    await().until(() -> b.calls.contains("request"));
    world.pass(World.LIMIT.minusMillis(1));
    outer.complete(Decision.later(inner));
    assertThat(exchange.isOver()).isFalse();

    world.pass(Duration.ofMillis(1));

    assertThat(exchange.end()).startsWith(TOO_LONG);
  }

  @Test
  public void later_whenItFails_fails() throws Exception {
    b.onRequest =
        () -> Decision.later(CompletableFuture.failedFuture(new IllegalStateException("no")));
    assertThat(request()).startsWith(FAILED);

    FakeExchange next = new FakeExchange();
    CompletableFuture<Decision> none = new CompletableFuture<>();
    b.onRequest = () -> Decision.later(none);
    enter(chain).request(next);
    none.complete(nothing());

    assertThat(next.end()).startsWith(FAILED);
    assertThat(seatB.figures().errors()).isEqualTo(2);
  }

  @SuppressWarnings("NullAway") // a plugin may do it
  private static Decision nothing() {
    return null;
  }

  @Test
  public void later_whenNeverDecided_failsInTime_andWhatComesThenMeansNothing() throws Exception {
    CompletableFuture<Decision> decision = new CompletableFuture<>();
    b.onRequest = () -> Decision.later(decision);
    enter(chain).request(exchange);
    await().until(() -> b.calls.contains("request"));
    world.pass(World.LIMIT.minusMillis(1));
    assertThat(exchange.isOver()).isFalse();

    world.pass(Duration.ofMillis(1));
    assertThat(exchange.end()).startsWith(TOO_LONG);
    decision.complete(Decision.pass());

    assertThat(another().end()).startsWith("arrived");
    assertThat(exchange.ends).hasSize(1);
    assertThat(c.calls).as("of the other request").hasSize(1);
    assertThat(seatB.figures().overdue()).as("no thread").isZero();
    assertThat(chain.requests().count()).isZero();
  }

  private FakeExchange another() {
    b.onRequest = Decision::pass;
    FakeExchange other = new FakeExchange();
    enter(chain).request(other);
    return other;
  }

  @Test
  public void later_whenCompletedTwice_takesTheFirst() throws Exception {
    CompletableFuture<Decision> decision = new CompletableFuture<>();
    b.onRequest = () -> Decision.later(decision);
    enter(chain).request(exchange);
    await().until(() -> b.calls.contains("request"));

    decision.complete(Decision.answer(299));
    decision.obtrudeValue(Decision.pass());
    decision.obtrudeException(new IllegalStateException("no"));

    assertThat(exchange.end()).startsWith("answered 299");
    assertThat(exchange.ends).hasSize(1);
  }

  @Test
  public void answer_passesAllInReverseOrder() throws Exception {
    ChainPassage passage = enter(chain);
    List<String> order = new CopyOnWriteArrayList<>();
    a.onResponse = response -> order.add("a");
    b.onResponse = response -> order.add("b");
    c.onResponse = response -> order.add("c");

    passage.answer(exchange);

    assertThat(exchange.end()).isEqualTo("done on plugin-n");
    assertThat(order).containsExactly("c", "b", "a");
    assertThat(chain.isInUse()).isFalse();
    passage.close();
    assertThat(chain.isInUse()).isFalse();
  }

  @Test
  public void answer_whenOneThrows_fails() throws Exception {
    b.onResponse =
        response -> {
          throw new IllegalStateException("on purpose");
        };

    assertThat(answer()).startsWith(FAILED);

    assertThat(a.calls).isEmpty();
    assertThat(chain.isInUse()).isFalse();
  }

  @Test
  public void request_whenFailuresArePassedOver_goesOnToTheNext() throws Exception {
    b.onRequest =
        () -> {
          throw new IllegalStateException("on purpose");
        };
    exchange.passesOver = true;

    assertThat(request()).startsWith("arrived");

    assertThat(exchange.passed).containsExactly("a", "c");
    assertThat(seatB.figures().errors()).isEqualTo(1);
  }

  @Test
  public void answer_whenFailuresArePassedOver_goesOnToTheNext() throws Exception {
    b.onResponse =
        response -> {
          throw new IllegalStateException("on purpose");
        };
    exchange.passesOver = true;

    enter(chain).answer(exchange);

    assertThat(exchange.end()).startsWith("done");
    assertThat(a.calls).containsExactly("response");
    assertThat(c.calls).containsExactly("response");
  }

  @Test
  public void answer_whenRequestsAndAnswersHang_everyoneIsStillAnsweredInTime() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    TestPlugin hangs = new TestPlugin();
    hangs.onRequest =
        () -> {
          never.await();
          return Decision.pass();
        };
    hangs.onResponse = response -> never.await();
    Chain hanging = new Chain(List.of(world.active("h", 1, hangs)), List.of());
    for (int i = 0; i < 3 * World.MOST_THREADS; i++) {
      ChainPassage passage = enter(hanging);
      FakeExchange exchange = new FakeExchange();
      FakeExchange answer = new FakeExchange();
      exchange.onFailure = () -> passage.answer(answer); // as the pipeline does with a 500
      passage.request(exchange);
      await().until(() -> hangs.calls.contains("request"));
      world.pass(World.LIMIT);
      assertThat(exchange.end()).contains("took too long");
      await().until(() -> hangs.calls.contains("response"));
      world.pass(World.LIMIT);
      assertThat(answer.end()).contains("took too long");
      hangs.calls.clear();
    }
    never.countDown();
  }

  @Test
  public void answer_whenOneTakesTooLong_failsAndItsChangesMeanNothing() throws Exception {
    AtomicReference<PluginResponse> late = new AtomicReference<>();
    b.onResponse =
        response -> {
          late.set(response);
          block();
        };
    enter(chain).answer(exchange);
    awaitCalled();
    world.pass(World.LIMIT);

    assertThat(exchange.end()).isEqualTo(TOO_LONG + " on plugin-late");
    late.get().transformBody((piece, last) -> piece);

    assertThat(exchange.transforms).isEmpty();
    assertThat(seatB.transforms.count()).isZero();
  }

  @Test
  public void answer_whenClosedMeanwhile_isNotShownToOthersNorTold() throws Exception {
    c.onResponse = response -> block();
    ChainPassage passage = enter(chain);
    passage.answer(exchange);
    awaitCalled();

    passage.close();
    assertThat(chain.answers().count()).as("a hook still runs").isEqualTo(1);
    leave.countDown();

    await().untilAsserted(() -> assertThat(chain.isInUse()).isFalse());
    assertThat(b.calls).isEmpty();
    assertThat(exchange.ends).isEmpty();
  }

  @Test
  public void answer_whenClosedBefore_isNotShown() {
    ChainPassage passage = enter(chain);
    passage.close();

    passage.answer(exchange);

    assertThat(exchange.ends).isEmpty();
    assertThat(c.calls).isEmpty();
    assertThat(chain.isInUse()).isFalse();
  }

  @Test
  public void close_countsOutOnce() {
    ChainPassage passage = enter(chain);
    assertThat(chain.isInUse()).isTrue();

    passage.close();
    passage.close();

    assertThat(chain.requests().count()).isZero();
    assertThat(chain.answers().count()).isZero();
  }

  @Test
  public void transform_isHeldUntilTheRequestIsOver_andCalledAsThePlugin() throws Exception {
    b.onResponse =
        response ->
            response.transformBody((piece, last) -> UTF_8.encode(UTF_8.decode(piece) + "!"));
    ChainPassage passage = enter(chain);
    passage.answer(exchange);
    exchange.end();
    assertThat(seatB.transforms.count()).isEqualTo(1);

    ByteBuffer changed = exchange.transforms.getFirst().transform(UTF_8.encode("x"), true);

    assertThat(UTF_8.decode(changed).toString()).isEqualTo("x!");
    passage.close();
    assertThat(seatB.transforms.count()).isZero();
  }

  @Test
  public void transform_whenItFails_isAnIoExceptionThatSaysWho() throws Exception {
    b.onResponse =
        response -> {
          response.transformBody((piece, last) -> {
            throw new IllegalStateException("on purpose");
          });
          response.transformBody((piece, last) -> none());
        };
    answer();

    for (var transform : exchange.transforms) {
      assertThatThrownBy(() -> transform.transform(UTF_8.encode("x"), true))
          .isInstanceOf(IOException.class)
          .hasMessage("Plugin 'b' failed; the log has it under this requestId.");
    }
    assertThat(seatB.figures().errors()).isEqualTo(2);
    seatB.leave();
    assertThatThrownBy(() -> exchange.transforms.getFirst().transform(UTF_8.encode("x"), true))
        .hasMessageContaining("was taken away");
  }

  @SuppressWarnings("NullAway") // a plugin may do it
  private static ByteBuffer none() {
    return null;
  }
}
