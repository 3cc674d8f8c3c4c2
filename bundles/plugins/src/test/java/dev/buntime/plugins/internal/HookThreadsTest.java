package dev.buntime.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.runtime.ErrorCode;
import dev.buntime.runtime.InvocationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;

public final class HookThreadsTest {
  private static final int SECONDS = 20;

  @Rule public final World world = new World();
  private final TestPlugin plugin = new TestPlugin();
  private final Seat seat = world.active("plugin-a", 0, plugin);
  private final CountDownLatch leave = new CountDownLatch(1);
  private final Set<Thread> used = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean stayAnyway = new AtomicBoolean(true);

  /** Hears one outcome, and complains of a second. */
  private static final class Heard implements Outcome<String> {
    final CompletableFuture<String> outcome = new CompletableFuture<>();
    final AtomicInteger count = new AtomicInteger();

    @Override
    public void returned(String value) {
      count.incrementAndGet();
      outcome.complete(value + " on " + Thread.currentThread().getName());
    }

    @Override
    public void failed(InvocationException why) {
      count.incrementAndGet();
      outcome.completeExceptionally(why);
    }

    String get() throws Exception {
      return Objects.requireNonNull(outcome.get(SECONDS, TimeUnit.SECONDS));
    }

    InvocationException failure() throws Exception {
      try {
        throw new AssertionError("it returned " + get());
      } catch (ExecutionException e) {
        return (InvocationException) Objects.requireNonNull(e.getCause());
      }
    }
  }

  @After
  public void letGo() {
    stayAnyway.set(false);
    leave.countDown();
  }

  private Heard call(Seat called, Callable<String> code) {
    Heard heard = new Heard();
    world.threads.call(called, Hook.REQUEST, "r-1", code, heard);
    return heard;
  }

  private Heard call(Callable<String> code) {
    return call(seat, code);
  }

  private String block() throws InterruptedException {
    used.add(Thread.currentThread());
    leave.await();
    return "left";
  }

  /** Cannot be interrupted. */
  private String hang() {
    while (stayAnyway.get()) {
      try {
        leave.await();
        return "left";
      } catch (InterruptedException e) {
        // stays
      }
    }
    return "left";
  }

  @Test
  public void call_runsOnAThreadForPlugins() throws Exception {
    assertThat(call(() -> Thread.currentThread().getName()).get()).matches("plugin-1 on plugin-1");
  }

  @Test
  public void call_whenThePluginNeverWaits_runsHere() throws Exception {
    String here = Thread.currentThread().getName();

    Heard heard = call(world.inline("plugin-b", 0, plugin), () -> "x");

    assertThat(heard.outcome).isCompletedWithValue("x on " + here);
  }

  @Test
  public void call_whenAThreadForPluginsIsFree_staysOnIt() throws Exception {
    CompletableFuture<String> second = new CompletableFuture<>();
    world.threads.call(
        seat,
        Hook.REQUEST,
        "",
        () -> Thread.currentThread().getName(),
        new Outcome<String>() {
          @Override
          public void returned(String first) {
            Heard heard = call(() -> first + ", then " + Thread.currentThread().getName());
            var _ = heard.outcome.thenAccept(second::complete);
          }

          @Override
          public void failed(InvocationException why) {
            second.completeExceptionally(why);
          }
        });

    assertThat(second.get(SECONDS, TimeUnit.SECONDS))
        .isEqualTo("plugin-1, then plugin-1 on plugin-1");
  }

  @Test
  public void call_whenInsideAHook_takesAnotherThread() throws Exception {
    Heard outer =
        call(() -> {
          Heard inner = call(() -> Thread.currentThread().getName());
          return inner.get();
        });

    assertThat(outer.get()).isEqualTo("plugin-2 on plugin-2 on plugin-1");
  }

  @Test
  public void call_setsClassLoaderAndForgetsIt() throws Exception {
    Thread.currentThread().setContextClassLoader(null);
    Seat inline = world.inline("plugin-b", 0, plugin);
    CompletableFuture<ClassLoader> loader = new CompletableFuture<>();

    call(
            inline,
            () -> {
              loader.complete(Thread.currentThread().getContextClassLoader());
              return "";
            })
        .get();

    assertThat(loader).isCompletedWithValue(TestPlugin.class.getClassLoader());
    assertThat(Thread.currentThread().getContextClassLoader()).isNull();
  }

  @Test
  public void call_whenItThrows_isAnError() throws Exception {
    for (Seat each : List.of(seat, world.inline("plugin-a", 0, plugin))) {
      for (Throwable thrown : List.of(new Exception("x"), new NoClassDefFoundError("y"))) {
        InvocationException failure =
            call(
                    each,
                    () -> {
                      throw sneaky(thrown);
                    })
                .failure();

        assertThat(failure.code()).isEqualTo(ErrorCode.PLUGIN_ERROR);
        assertThat(failure).hasCause(thrown);
      }
      assertThat(each.figures().errors()).isEqualTo(2);
    }
  }

  private static Exception sneaky(Throwable thrown) throws Exception {
    if (thrown instanceof Error error) {
      throw error;
    }
    return (Exception) thrown;
  }

  @Test
  public void call_whenItTakesTooLong_isInterruptedAndAnsweredOnce() throws Exception {
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Heard heard =
        call(() -> {
          try {
            return block();
          } catch (InterruptedException e) {
            interrupted.complete(true);
            throw e;
          }
        });
    awaitInHook(1);
    world.pass(World.LIMIT);

    assertThat(heard.failure().detail()).isEqualTo("Plugin 'plugin-a' took too long.");
    assertThat(interrupted.get(SECONDS, TimeUnit.SECONDS)).isTrue();
    await().untilAsserted(() -> assertThat(seat.figures().overdue()).isZero());
    assertThat(heard.count).hasValue(1);
    assertThat(seat.figures()).isEqualTo(new Seat.Figures(0, 0, 0, 1, 0));
  }

  @Test
  public void call_afterOneThatWasInterrupted_isNotInterrupted() throws Exception {
    call(this::spinUntilInterrupted);
    awaitInHook(1);
    world.pass(World.LIMIT);
    await().untilAsserted(() -> assertThat(seat.figures().timeouts()).isEqualTo(1));

    for (int i = 0; i < 20; i++) {
      assertThat(call(() -> "" + Thread.currentThread().isInterrupted()).get()).startsWith("false");
    }
  }

  private String spinUntilInterrupted() {
    while (!Thread.currentThread().isInterrupted()) {
      Thread.onSpinWait();
    }
    return "with the flag set";
  }

  @Test
  public void call_whenAllThreadsAreBusy_waitsForOneAsPartOfItsTime() throws Exception {
    for (int i = 0; i < World.MOST_THREADS; i++) {
      call(this::block);
    }
    awaitInHook(World.MOST_THREADS);
    Heard waiting = call(() -> "late");
    assertThat(waiting.outcome).isNotDone();

    leave.countDown();
    assertThat(waiting.get()).startsWith("late");
  }

  @Test
  public void call_whenNoThreadIsFreeInTime_isNotRunAnyMore() throws Exception {
    world.threads.limit(Duration.ofHours(1), World.MOST_THREADS);
    for (int i = 0; i < World.MOST_THREADS; i++) {
      call(this::block);
    }
    awaitInHook(World.MOST_THREADS);
    world.threads.limit(World.LIMIT, World.MOST_THREADS);
    AtomicBoolean ran = new AtomicBoolean();
    Heard waiting =
        call(() -> {
          ran.set(true);
          return "";
        });

    world.pass(World.LIMIT);
    assertThat(waiting.failure().detail()).isEqualTo("Plugin 'plugin-a' took too long.");
    leave.countDown();

    assertThat(call(() -> "next").get()).startsWith("next");
    assertThat(ran).isFalse();
  }

  @Test
  public void call_whenAllThreadsHang_getsAnotherOne() throws Exception {
    for (int i = 0; i < World.MOST_THREADS; i++) {
      call(this::hang);
    }
    awaitInHook(World.MOST_THREADS);
    world.pass(World.LIMIT.dividedBy(2));
    Heard waiting = call(() -> "made up for");
    assertThat(waiting.outcome).isNotDone();

    world.pass(World.LIMIT.dividedBy(2));

    assertThat(waiting.get()).startsWith("made up for");
    await().untilAsserted(() -> assertThat(seat.figures().overdue()).isEqualTo(World.MOST_THREADS));
  }

  @Test
  public void hungThreads_whenTooMany_makeThePluginFail_andComeBackAfterAll() throws Exception {
    for (int i = 0; i < Seat.MOST_HANGING; i++) {
      Heard heard = call(this::hang);
      awaitInHook(1);
      world.pass(World.LIMIT);
      heard.failure();
      world.pass(Duration.ofSeconds(1));
    }
    await().untilAsserted(() -> assertThat(seat.state()).isInstanceOf(SeatState.Failed.class));
    assertThat(seat.figures().overdue()).isEqualTo(Seat.MOST_HANGING);

    letGo();

    await().untilAsserted(() -> assertThat(seat.figures().overdue()).isZero());
    assertThat(seat.state()).as("until it is replaced").isInstanceOf(SeatState.Failed.class);
    Seat other = world.active("plugin-b", 0, plugin);
    assertThat(call(other, () -> "others go on").get()).startsWith("others go on");
  }

  @Test
  public void interruptedThreads_whenManyAtOnce_doNotMakeThePluginFail() throws Exception {
    world.threads.limit(World.LIMIT, 50);
    List<Heard> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      all.add(call(this::block));
    }
    awaitInHook(50);
    world.pass(World.LIMIT);
    for (Heard heard : all) {
      heard.failure();
    }
    await().untilAsserted(() -> assertThat(seat.figures().overdue()).isZero());
    world.pass(Duration.ofSeconds(10));

    assertThat(seat.isActive()).isTrue();
  }

  @Test
  public void limit_whenChanged_appliesToLaterCalls() throws Exception {
    world.threads.limit(Duration.ofSeconds(1), 1);
    Heard heard = call(this::block);
    awaitInHook(1);
    world.pass(Duration.ofMillis(999));
    assertThat(heard.outcome).isNotDone();

    world.pass(Duration.ofMillis(1));

    assertThat(heard.failure().detail()).isEqualTo("Plugin 'plugin-a' took too long.");
  }

  @Test
  public void callAside_hasAThreadOfItsOwnAndItsOwnLimit() throws Exception {
    Heard heard = new Heard();
    world.threads.callAside(seat, Hook.INIT, Duration.ofSeconds(30), this::block, heard);
    world.pass(Duration.ofSeconds(29));
    assertThat(call(() -> "others go on").get()).startsWith("others go on");
    assertThat(heard.outcome).isNotDone();

    leave.countDown();

    assertThat(heard.get()).isEqualTo("left on plugin-life-1");
  }

  @Test
  public void call_whenClosed_isRefused() throws Exception {
    world.threads.close();

    assertThat(call(() -> "x").failure().code()).isEqualTo(ErrorCode.NOT_READY);
  }

  @Test
  public void close_interruptsWhatRuns() throws Exception {
    Heard heard = call(this::block);
    awaitInHook(1);

    world.threads.close();

    assertThat(heard.failure()).hasCauseInstanceOf(InterruptedException.class);
  }

  @Test
  public void idleThreads_arePreferredToNewOnes() throws Exception {
    Heard one = call(this::block);
    Heard other = call(this::block);
    awaitInHook(2);
    leave.countDown();
    one.get();
    other.get();

    for (int i = 0; i < 10; i++) {
      awaitIdle();
      assertThat(call(() -> "").get()).isIn(" on plugin-1", " on plugin-2");
    }
  }

  private void awaitIdle() {
    await()
        .until(() ->
            used.stream().allMatch(thread -> thread.getState() == Thread.State.TIMED_WAITING));
  }

  @Test
  public void calls_whenManyMoreThanThreads_allEndOnce() throws Exception {
    List<Heard> all = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      all.add(call(() -> "x"));
    }
    for (Heard heard : all) {
      assertThat(heard.get()).startsWith("x on plugin-");
      assertThat(heard.count).hasValue(1);
    }
  }

  private void awaitInHook(int threads) {
    await()
        .until(() ->
            Thread.getAllStackTraces().values().stream()
                    .filter(stack ->
                        Arrays.stream(stack)
                            .anyMatch(frame ->
                                frame.getClassName().equals(HookThreadsTest.class.getName())
                                    && Set.of("block", "hang", "spinUntilInterrupted")
                                        .contains(frame.getMethodName())))
                    .count()
                >= threads);
  }
}
