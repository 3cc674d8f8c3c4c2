package dev.buntime.worker.internal;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.catalog.EntryPoint;
import dev.buntime.runtime.ErrorCode;
import dev.buntime.runtime.InvocationException;
import dev.buntime.runtime.dto.WorkerDTO;
import dev.buntime.worker.Lease;
import dev.buntime.worker.Lease.Recall;
import jakarta.servlet.GenericServlet;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.Test;
import org.osgi.framework.BundleException;

public final class WorkerTest {
  private static final int SECONDS = 30;

  private final Fakes.Shop shop = new Fakes.Shop();
  private final Fakes.TestSandbox sandbox = shop.sandbox;
  private final Fakes.TestBundle bundle = new Fakes.TestBundle();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final Workshop workshop = shop.workshop(new ToldPool());
  private final Worker worker = worker(new EntryPoint.Whiteboard());

  @Test
  public void start_runsTheBundleOnTheWorkersThread() throws Exception {
    bundle.onStart = () -> shop.time.advance(Duration.ofMillis(7));

    start(worker);

    WorkerDTO dto = worker.toDto(LivingThreads.now());
    assertThat(dto.state()).isEqualTo("Ready");
    assertThat(dto.coldStartMillis()).isEqualTo(7);
    assertThat(dto.id()).isEqualTo("shop@1.2.3#1");
    assertThat(dto.app()).isEqualTo("shop");
    assertThat(dto.version()).isEqualTo("1.2.3");
    assertThat(dto.requestCount()).isZero();
    assertThat(bundle.threads).hasSize(1).allMatch(name -> name.startsWith("shop@1.2.3#1"));
    assertThat(sandbox.confined).containsExactly("w1 /.w/1 /shop@1.2.3");
  }

  @Test
  public void start_whenCalledAgain_doesNothing() throws Exception {
    start(worker);
    worker.start();
    worker.start();

    assertThat(bundle.starts).hasValue(1);
  }

  @Test
  public void lease_beforeReady_isNull() {
    assertThat(worker.lease()).isNull();
    assertThat(worker.toDto(LivingThreads.now()).state()).isEqualTo("Creating");
    assertThat(worker.toDto(LivingThreads.now()).coldStartMillis()).isEqualTo(-1);
  }

  @Test
  public void lease_whenReady_isActiveAndCounted() throws Exception {
    start(worker);
    shop.time.advance(Duration.ofSeconds(3));

    Lease lease = lease(worker);
    shop.time.advance(Duration.ofSeconds(2));

    assertThat(lease.contextPath()).isEqualTo("/.w/1");
    WorkerDTO dto = worker.toDto(LivingThreads.now());
    assertThat(dto.state()).isEqualTo("Active");
    assertThat(dto.inFlight()).isEqualTo(1);
    assertThat(dto.requestCount()).isEqualTo(1);
    assertThat(dto.ageMillis()).isEqualTo(5_000);
    assertThat(dto.idleMillis()).isEqualTo(2_000);
    lease.close();
    assertThat(worker.toDto(LivingThreads.now()).inFlight()).isZero();
    assertThat(worker.toDto(LivingThreads.now()).idleMillis()).as("since it ended").isZero();
  }

  @Test
  public void lease_whenClosedTwice_leavesOnce() throws Exception {
    start(worker);
    Lease one = lease(worker);
    Lease other = lease(worker);

    one.close();
    one.close();

    assertThat(worker.toDto(LivingThreads.now()).inFlight()).isEqualTo(1);
    other.close();
  }

  @Test
  public void lease_whenFailed_countsTheError() throws Exception {
    start(worker);
    try (Lease lease = lease(worker)) {
      lease.failed(new IllegalStateException("on purpose"));
    }

    assertThat(worker.toDto(LivingThreads.now()).errorCount()).isEqualTo(1);
    assertThat(worker.toDto(LivingThreads.now()).requestCount()).isEqualTo(1);
  }

  @Test
  public void executor_runsOnThreadsOfTheWorker() throws Exception {
    start(worker);
    try (Lease lease = lease(worker)) {
      CompletableFuture<Thread> ran = new CompletableFuture<>();
      lease.executor().execute(() -> ran.complete(Thread.currentThread()));

      Thread thread = ran.get(SECONDS, TimeUnit.SECONDS);
      assertThat(thread.isVirtual()).isFalse();
      assertThat(thread.isDaemon()).as("no app keeps the JVM alive").isTrue();
      assertThat(thread.getName()).startsWith("shop@1.2.3#1");
      assertThat(requireNonNull(thread.getThreadGroup()).getName()).isEqualTo("shop@1.2.3#1");
      assertThat(thread.getContextClassLoader()).isSameAs(Fakes.TestBundle.class.getClassLoader());
    }
  }

  @Test
  public void age_whenNothingCameForASecond_isIdleAndServesAgain() throws Exception {
    start(worker);
    lease(worker).close();
    shop.time.advance(Duration.ofSeconds(1));

    worker.age(LivingThreads.now());

    assertThat(worker.toDto(LivingThreads.now()).state()).isEqualTo("Idle");
    lease(worker).close();
    assertThat(worker.toDto(LivingThreads.now()).state()).isEqualTo("Active");
  }

  @Test
  public void age_whenBusyOrJustUsed_staysActive() throws Exception {
    start(worker);
    Lease lease = lease(worker);
    shop.time.advance(Duration.ofSeconds(9));
    worker.age(LivingThreads.now());
    assertThat(worker.toDto(LivingThreads.now()).state()).as("busy").isEqualTo("Active");
    lease.close();
    shop.time.advance(Duration.ofMillis(999));

    worker.age(LivingThreads.now());

    assertThat(worker.toDto(LivingThreads.now()).state()).as("just used").isEqualTo("Active");
  }

  @Test
  public void age_whenOlderThanItsTtl_isWornOnce() throws Exception {
    Worker old = worker(settings -> settings.ttl(Duration.ofSeconds(60)));
    start(old);
    shop.time.advance(Duration.ofSeconds(59));
    old.age(LivingThreads.now());
    assertThat(told).isEmpty();
    shop.time.advance(Duration.ofSeconds(1));

    old.age(LivingThreads.now());
    old.age(LivingThreads.now());

    assertThat(told).containsExactly("worn: it has lived for 60 s");
  }

  @Test
  public void isIdleForLong_followsTheSettings() throws Exception {
    Worker byTime = worker(settings -> settings.idleTimeout(Duration.ofSeconds(5)));
    Worker never = worker(settings -> settings.idleTimeout(Duration.ZERO));
    Worker small = worker(Fakes.SettingsBuilder::lowMemory);
    for (Worker each : List.of(byTime, never, small)) {
      start(each);
    }
    shop.time.advance(Duration.ofMillis(4999));
    assertThat(byTime.isIdleForLong()).isFalse();
    assertThat(small.isIdleForLong()).isTrue();
    shop.time.advance(Duration.ofMillis(1));

    assertThat(byTime.isIdleForLong()).isTrue();
    assertThat(never.isIdleForLong()).isFalse();
    Lease busy = lease(byTime);
    shop.time.advance(Duration.ofMinutes(5));
    assertThat(byTime.isIdleForLong()).isFalse();
    busy.close();
  }

  @Test
  public void lease_whenItHasServedEnough_isWornAndGoesOn() throws Exception {
    Worker short3 = worker(settings -> settings.maxRequests(3));
    start(short3);
    lease(short3).close();
    lease(short3).close();
    assertThat(told).isEmpty();

    lease(short3).close();
    lease(short3).close();

    assertThat(told).containsExactly("worn: it has served 3 requests");
    short3.stillWorn("again");
    assertThat(told).containsExactly("worn: it has served 3 requests", "worn: again");
  }

  @Test
  public void lease_whenAllPlacesAreTaken_waitsThenIsRefused() throws Exception {
    Worker narrow = worker(settings -> settings.maxConcurrency(1, 1));
    start(narrow);
    Lease first = lease(narrow);
    CompletableFuture<@Nullable Lease> second = requireNonNull(narrow.lease());

    assertThat(second).isNotDone();
    assertThat(narrow.toDto(LivingThreads.now()).queued()).isEqualTo(1);
    assertThat(refusal(narrow)).isEqualTo(ErrorCode.WORKER_SATURATED);

    first.close();
    requireNonNull(second.get(SECONDS, TimeUnit.SECONDS)).close();
    assertThat(narrow.toDto(LivingThreads.now()).inFlight()).isZero();
    assertThat(narrow.toDto(LivingThreads.now()).queued()).isZero();
  }

  @Test
  public void retire_whenRequestsWait_sendsThemElsewhere() throws Exception {
    Worker narrow = worker(settings -> settings.maxConcurrency(1, 1));
    start(narrow);
    Lease first = lease(narrow);
    CompletableFuture<@Nullable Lease> second = requireNonNull(narrow.lease());

    CompletableFuture<Void> end = narrow.retire("on purpose");

    assertThat(second.get(SECONDS, TimeUnit.SECONDS)).isNull();
    assertThat(end).isNotDone();
    first.close();
    end(end);
  }

  @Test
  public void tick_whenARequestTakesTooLong_recallsAndInterruptsIt() throws Exception {
    start(worker);
    Lease late = lease(worker);
    Lease other = lease(worker);
    List<Recall> heard = new CopyOnWriteArrayList<>();
    late.onRecall(heard::add);
    CountDownLatch running = new CountDownLatch(1);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    late.executor()
        .execute(() -> {
          running.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.complete(true);
          }
        });
    assertThat(running.await(SECONDS, TimeUnit.SECONDS)).isTrue();
    shop.time.advance(Duration.ofSeconds(30));
    worker.tick();
    assertThat(heard).as("not late yet").isEmpty();
    shop.time.advance(Duration.ofMillis(1));
    other.progressed();

    worker.tick();

    assertThat(heard).containsExactly(Recall.TIMEOUT);
    assertThat(interrupted.get(SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(worker.toDto(LivingThreads.now()).timeoutCount()).isEqualTo(1);
    late.close();
    await().until(() -> worker.toDto(LivingThreads.now()).inFlight() == 1);
    shop.time.advance(Duration.ofSeconds(1));
    worker.tick();
    assertThat(told)
        .as("it heeded the interrupt in time, but who knows what it left")
        .containsExactly("worn: a request was not answered in time");
    other.close();
  }

  @Test
  public void tick_whenCodeDoesNotHeedTheInterrupt_isBrokenAfterASecond() throws Exception {
    start(worker);
    Lease late = lease(worker);
    CountDownLatch running = new CountDownLatch(1);
    AtomicBoolean stop = new AtomicBoolean();
    late.executor()
        .execute(() -> {
          running.countDown();
          while (!stop.get()) {
            Thread.onSpinWait();
          }
        });
    assertThat(running.await(SECONDS, TimeUnit.SECONDS)).isTrue();
    shop.time.advance(Duration.ofSeconds(31));
    worker.tick();
    late.close(); // the pipeline has answered
    assertThat(worker.toDto(LivingThreads.now()).inFlight()).as("its code still runs").isEqualTo(1);
    shop.time.advance(Duration.ofMillis(999));
    worker.tick();
    assertThat(told).isEmpty();

    shop.time.advance(Duration.ofMillis(1));

    assertThat(told).containsExactly("broken: a request is stuck in it");
    stop.set(true);
    await().until(() -> worker.toDto(LivingThreads.now()).inFlight() == 0);
  }

  @Test
  public void tick_whenOnlyStuckRequestsAreLeft_doesNotWaitForThemAnyLonger() throws Exception {
    start(worker);
    Lease stuck = lease(worker);
    Lease other = lease(worker);
    CountDownLatch running = new CountDownLatch(1);
    AtomicBoolean stop = new AtomicBoolean();
    stuck
        .executor()
        .execute(() -> {
          running.countDown();
          while (!stop.get()) {
            Thread.onSpinWait();
          }
        });
    other.progressed(); // has begun to answer, and may go on
    assertThat(running.await(SECONDS, TimeUnit.SECONDS)).isTrue();
    shop.time.advance(Duration.ofSeconds(31));
    worker.tick();
    stuck.close(); // the pipeline has answered
    shop.time.advance(Duration.ofSeconds(1));
    assertThat(told).containsExactly("broken: a request is stuck in it");
    CompletableFuture<Void> end = worker.retire("a request is stuck in it");
    worker.tick();
    shop.time.advance(Duration.ofSeconds(2));
    assertThat(shop.guard.kills).as("the other one goes on").hasValue(0);

    other.close();
    worker.tick();
    shop.time.advance(Duration.ofSeconds(1));

    await().until(() -> shop.guard.kills.get() > 0);
    stop.set(true);
    end(end);
  }

  @Test
  public void tick_whenTheAnswerGoesOn_isNeverLate() throws Exception {
    start(worker);
    Lease lease = lease(worker);
    List<Recall> heard = new CopyOnWriteArrayList<>();
    lease.onRecall(heard::add);
    CountDownLatch end = new CountDownLatch(1);
    lease.executor().execute(() -> awaitQuietly(end));
    for (int i = 0; i < 5; i++) {
      lease.progressed();
      shop.time.advance(Duration.ofSeconds(29));
      worker.tick();
    }
    assertThat(heard).isEmpty();
    shop.time.advance(Duration.ofSeconds(2));

    worker.tick();

    assertThat(heard).as("it runs, but does not go on").containsExactly(Recall.TIMEOUT);
    end.countDown();
    lease.close();
  }

  @Test
  public void tick_whenAnAnswerHasBegunAndNoCodeRuns_isNeverLate() throws Exception {
    start(worker);
    Lease stream = lease(worker);
    List<Recall> heard = new CopyOnWriteArrayList<>();
    stream.onRecall(heard::add);
    stream.progressed();
    shop.time.advance(Duration.ofHours(1));

    worker.tick();

    assertThat(heard).isEmpty();
    stream.close();
  }

  @Test
  public void tick_whenARequestWaitsTooLong_isTimedOut() throws Exception {
    Worker narrow =
        worker(settings -> settings.maxConcurrency(1, 1).timeout(Duration.ofSeconds(2)));
    start(narrow);
    Lease first = lease(narrow);
    first.progressed();
    CompletableFuture<@Nullable Lease> second = requireNonNull(narrow.lease());
    shop.time.advance(Duration.ofMillis(2001));

    narrow.tick();

    assertThat(refusal(second)).isEqualTo(ErrorCode.WORKER_TIMEOUT);
    assertThat(narrow.toDto(LivingThreads.now()).queued()).isZero();
    CompletableFuture<@Nullable Lease> third = requireNonNull(narrow.lease());
    assertThat(third).as("has the place of the second").isNotDone();
    first.close();
    requireNonNull(third.get(SECONDS, TimeUnit.SECONDS)).close();
    assertThat(narrow.toDto(LivingThreads.now()).inFlight()).isZero();
    lease(narrow).close();
  }

  @Test
  public void failed_whenOutOfMemory_tellsThePool() throws Exception {
    start(worker);
    Lease lease = lease(worker);

    lease.failed(new OutOfMemoryError("on purpose"));

    assertThat(told).containsExactly("out of memory", "broken: it ran out of memory");
    lease.close();
  }

  @Test
  public void endNow_endsAllItsCode_andHasItReplaced() throws Exception {
    start(worker);

    worker.endNow("it filled the heap");

    assertThat(shop.guard.kills).hasValue(1);
    assertThat(told).containsExactly("broken: it filled the heap");
  }

  @Test
  public void endNow_beforeItHasBegun_isAFailedStart() {
    worker.endNow("it filled the heap");

    assertThat(worker.state()).isInstanceOf(WorkerState.Failed.class);
    assertThat(shop.guard.kills).hasValue(0);
    assertThat(told).isEmpty();
  }

  @Test
  public void exit_isBroken() throws Exception {
    start(worker);

    shop.guard.onExit.run();

    assertThat(told).containsExactly("broken: it called System.exit");
  }

  @Test
  public void retire_whenARequestDoesNotEnd_cutsItOffThenKillsItsCode() throws Exception {
    start(worker);
    Lease lease = lease(worker);
    List<Recall> heard = new CopyOnWriteArrayList<>();
    lease.onRecall(why -> {
      heard.add(why);
      lease.close();
    });
    CountDownLatch running = new CountDownLatch(1);
    lease
        .executor()
        .execute(() -> {
          running.countDown();
          awaitQuietly(new CountDownLatch(1));
        });
    assertThat(running.await(SECONDS, TimeUnit.SECONDS)).isTrue();
    CompletableFuture<Void> end = worker.retire("on purpose");
    shop.time.advance(Duration.ofSeconds(30));
    assertThat(heard).containsExactly(Recall.CUT);
    assertThat(shop.guard.kills).hasValue(0);

    shop.time.advance(Duration.ofSeconds(1));

    end(end);
    assertThat(shop.guard.kills).hasPositiveValue();
    assertThat(bundle.stops).hasValue(1);
    assertThat(shop.census.watched).containsExactly("shop@1.2.3#1");
  }

  @Test
  public void retire_whenAThreadCannotBeKilled_countsAZombie() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    bundle.onStart =
        () ->
            Thread.ofPlatform()
                .start(() -> {
                  while (!stop.get()) {
                    Thread.onSpinWait();
                  }
                });
    start(worker);

    end(worker.retire("on purpose"));

    await().until(() -> told.equals(List.of("zombies: 1")));
    stop.set(true);
  }

  @Test
  public void start_whenActivatorThrows_failsAndGivesAllBack() throws Exception {
    bundle.onStart =
        () -> {
          throw new BundleException("activator", new IllegalStateException("no database"));
        };

    worker.start();

    assertThat(failure(worker)).as("keeps nothing of the app").hasNoCause();
    assertReason("its bundle activator failed: java.lang.IllegalStateException: no database");
    await().until(() -> bundle.stops.get() == 1 && sandbox.closed.get() == 1);
    assertThat(worker.lease()).isNull();
    assertSlotIsFree();
  }

  @Test
  public void start_whenActivatorThrowsAnError_fails() throws Exception {
    bundle.onStart =
        () -> {
          throw new NoClassDefFoundError("com/acme/Missing");
        };

    worker.start();

    failure(worker);
    assertReason("java.lang.NoClassDefFoundError: com/acme/Missing");
  }

  @Test
  public void start_whenNothingIsOffered_failsWithAHint() throws Exception {
    sandbox.entry = false;

    worker.start();

    assertThat(failure(worker)).isInstanceOf(StartFailure.class);
    assertThat(worker.toDto(LivingThreads.now()).reason())
        .contains("offered no servlet, filter or resource")
        .contains("worker.jsonc");
  }

  @Test
  public void start_whenTheSandboxRefusesTheApp_failsInItsWords() throws Exception {
    sandbox.refusal = "it has a hook; take it out";

    worker.start();

    failure(worker);
    assertReason("it has a hook; take it out");
  }

  @Test
  public void start_whenInitThrows_fails() throws Exception {
    sandbox.initFailure = new IllegalArgumentException("bad init");

    worker.start();

    failure(worker);
    assertReason(
        "init() of a servlet or filter failed: java.lang.IllegalArgumentException: bad init");
  }

  @Test
  public void start_whenServletClass_registersIt() throws Exception {
    start(worker(new EntryPoint.ServletClass(Hello.class.getName())));

    assertThat(bundle.registry.all).hasSize(1);
    assertThat(bundle.registry.all.getFirst().service).isInstanceOf(Hello.class);
    assertThat(bundle.registry.all.getFirst().properties())
        .containsEntry("osgi.http.whiteboard.servlet.pattern", "/*")
        .containsEntry("osgi.http.whiteboard.servlet.asyncSupported", true);
  }

  @Test
  public void start_whenStaticPage_registersItsServlet() throws Exception {
    start(worker(new EntryPoint.StaticPage("public/index.html")));

    assertThat(bundle.registry.all.getFirst().service).isInstanceOf(StaticServlet.class);
  }

  @Test
  public void start_whenClassIsMissing_namesTheEntrypoint() throws Exception {
    Worker other = worker(new EntryPoint.ServletClass("com.acme.Missing"));
    other.start();

    assertThat(failure(other))
        .hasMessage("worker.jsonc: entrypoint 'com.acme.Missing' is not a class of the bundle");
  }

  @Test
  public void start_whenClassIsNoServlet_namesTheEntrypoint() throws Exception {
    Worker other = worker(new EntryPoint.ServletClass("java.lang.String"));
    other.start();

    assertThat(failure(other))
        .hasMessage("worker.jsonc: entrypoint 'java.lang.String' is not a jakarta.servlet.Servlet");
  }

  @Test
  public void start_whenClassHasNoSuitableConstructor_namesTheEntrypoint() throws Exception {
    Worker other = worker(new EntryPoint.ServletClass(Picky.class.getName()));
    other.start();

    failure(other);
    assertThat(other.toDto(LivingThreads.now()).reason())
        .as("what, which and what to do")
        .contains("entrypoint '" + Picky.class.getName() + "'");
  }

  @Test
  public void start_whenItHasAHealthPath_isReadyWhenThatAnswers2xx() throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    shop.probe =
        (id, path, lease) -> {
          asked.add(id + " " + path + " " + lease.contextPath());
          lease.close();
          return asked.size() < 3 ? 503 : 204;
        };
    Worker careful = worker(settings -> settings.healthPath("/health"));
    careful.start();
    await().until(() -> asked.size() == 1);
    assertThat(careful.toDto(LivingThreads.now()).state()).isEqualTo("Creating");
    assertThat(careful.lease()).isNull();

    await()
        .until(() -> {
          shop.time.advance(Duration.ofMillis(200));
          return careful.state().isLive();
        });

    assertThat(asked).hasSize(3).allMatch("shop@1.2.3 /health /.w/1"::equals);
    assertThat(careful.toDto(LivingThreads.now()).requestCount()).as("nobody's request").isZero();
    assertThat(careful.toDto(LivingThreads.now()).inFlight()).isZero();
  }

  @Test
  public void start_whenTheHealthPathNeverAnswers2xx_saysWhatItSaid() throws Exception {
    shop.probe =
        (id, path, lease) -> {
          lease.close();
          return 500;
        };
    Worker sick = worker(settings -> settings.healthPath("/health"));
    sick.start();
    await()
        .until(() -> {
          shop.time.advance(Duration.ofSeconds(1));
          return sick.started().isDone();
        });

    assertThat(sick.toDto(LivingThreads.now()).reason())
        .isEqualTo("it did not start within 30 s; healthPath /health answered 500");
  }

  @Test
  public void start_whenNobodyServesHttp_cannotAskTheHealthPath() throws Exception {
    Worker alone = worker(settings -> settings.healthPath("/health"));
    alone.start();

    failure(alone);

    assertThat(alone.toDto(LivingThreads.now()).reason()).contains("serves no HTTP");
  }

  @Test
  public void start_whenItHangs_failsAndIsKilled() throws Exception {
    CountDownLatch starting = new CountDownLatch(1);
    bundle.onStart =
        () -> {
          starting.countDown();
          new CountDownLatch(1).await();
        };
    worker.start();
    assertThat(starting.await(SECONDS, TimeUnit.SECONDS)).isTrue();

    shop.time.advance(Duration.ofSeconds(30));

    failure(worker);
    assertThat(worker.toDto(LivingThreads.now()).state()).isEqualTo("Failed");
    assertThat(worker.toDto(LivingThreads.now()).reason())
        .startsWith("it did not start within 30 s");
    shop.time.advance(Duration.ZERO); // the end begins at once
    shop.time.advance(Duration.ofSeconds(1));
    end(worker.released());
    assertThat(shop.guard.kills).hasPositiveValue();
    assertThat(bundle.stops).hasValue(1);
    assertThat(worker.toDto(LivingThreads.now()).state())
        .as("the reason stays")
        .isEqualTo("Failed");
  }

  @Test
  public void retire_whenIdle_stopsTheBundleAfterTheConfinement() throws Exception {
    start(worker);
    sandbox.onClose = () -> assertThat(bundle.stops).hasValue(0);

    end(worker.retire("on purpose"));

    assertThat(worker.toDto(LivingThreads.now()).state()).isEqualTo("Terminated");
    assertThat(sandbox.closed).hasValue(1);
    assertThat(bundle.stops).hasValue(1);
    assertThat(bundle.threads).allMatch(name -> name.startsWith("shop@1.2.3#1"));
    assertThat(worker.lease()).isNull();
    assertSlotIsFree();
    await().until(() -> worker.toDto(LivingThreads.now()).threads() == 0);
  }

  @Test
  public void retire_whenInFlight_waitsForTheLastLease() throws Exception {
    start(worker);
    Lease one = lease(worker);
    Lease other = lease(worker);

    CompletableFuture<Void> end = worker.retire("on purpose");

    assertThat(worker.toDto(LivingThreads.now()).state()).isEqualTo("Draining");
    assertThat(worker.lease()).as("no new one").isNull();
    one.close();
    assertThat(end).isNotDone();
    assertThat(bundle.stops).hasValue(0);
    CompletableFuture<Void> ran = new CompletableFuture<>();
    other.executor().execute(() -> ran.complete(null));
    ran.get(SECONDS, TimeUnit.SECONDS);
    other.close();
    end(end);
    assertThat(bundle.stops).hasValue(1);
  }

  @Test
  public void retire_whenCalledTwice_stopsOnce() throws Exception {
    start(worker);

    CompletableFuture<Void> first = worker.retire("on purpose");
    CompletableFuture<Void> second = worker.retire("on purpose");

    end(first);
    end(second);
    assertThat(bundle.stops).hasValue(1);
  }

  @Test
  public void retire_whileStarting_endsWhenTheStartReturns() throws Exception {
    CountDownLatch starting = new CountDownLatch(1);
    CountDownLatch hang = new CountDownLatch(1);
    bundle.onStart =
        () -> {
          starting.countDown();
          hang.await();
        };
    worker.start();
    assertThat(starting.await(SECONDS, TimeUnit.SECONDS)).isTrue();

    CompletableFuture<Void> end = worker.retire("on purpose");

    assertThat(end).isNotDone();
    hang.countDown();
    end(end);
    assertThat(failure(worker)).hasMessage("it was retired while it started");
    assertThat(worker.toDto(LivingThreads.now()).state()).isEqualTo("Terminated");
    assertThat(bundle.stops).hasValue(1);
    assertThat(sandbox.closed).hasValue(1);
    assertSlotIsFree();
  }

  @Test
  public void retire_whenNeverStarted_endsAndLetsNobodyWait() throws Exception {
    end(worker.retire("on purpose"));
    worker.start();

    assertThat(worker.toDto(LivingThreads.now()).state()).isEqualTo("Terminated");
    assertThat(bundle.starts).as("not started any more").hasValue(0);
    assertThat(failure(worker)).as("whoever waits for the start is told").isNotNull();
  }

  @Test
  public void retire_whenFailed_ends() throws Exception {
    bundle.onStart =
        () -> {
          throw new BundleException("broken");
        };
    worker.start();
    failure(worker);

    end(worker.retire("on purpose"));

    assertThat(worker.toDto(LivingThreads.now()).state())
        .as("the reason stays")
        .isEqualTo("Failed");
    assertThat(bundle.stops).as("once").hasValue(1);
  }

  @Test
  public void retire_whenStopThrows_endsAllTheSame() throws Exception {
    bundle.onStop =
        () -> {
          throw new BundleException("stuck");
        };
    start(worker);

    end(worker.retire("on purpose"));

    assertThat(worker.toDto(LivingThreads.now()).state()).isEqualTo("Terminated");
    assertSlotIsFree();
  }

  @Test
  public void retire_whenConfinementThrows_stopsTheBundleAllTheSame() throws Exception {
    start(worker);
    sandbox.onClose =
        () -> {
          throw new IllegalStateException("destroy() of the app");
        };

    end(worker.retire("on purpose"));

    assertThat(worker.toDto(LivingThreads.now()).state()).isEqualTo("Terminated");
    assertThat(bundle.stops).hasValue(1);
  }

  @Test
  public void onRecall_whenRetired_isToldNothingUntilTheDrainTimeout() throws Exception {
    start(worker);
    List<Recall> heard = new CopyOnWriteArrayList<>();
    Lease lease = lease(worker);
    lease.onRecall(heard::add);

    CompletableFuture<Void> end = worker.retire("on purpose");

    shop.time.advance(Duration.ofMillis(29_999));
    assertThat(heard).isEmpty();
    shop.time.advance(Duration.ofMillis(1));
    assertThat(heard).containsExactly(Recall.CUT);
    lease.close();
    end(end);
  }

  @Test
  public void onRecall_whenRecalledBefore_isToldAtOnce() throws Exception {
    start(worker);
    List<Recall> heard = new CopyOnWriteArrayList<>();
    Lease lease = lease(worker);
    worker.recallStreams();

    lease.onRecall(heard::add);

    assertThat(heard).containsExactly(Recall.DRAIN);
    lease.close();
  }

  @Test
  public void cutOff_whenInFlight_tellsThoseWhoAreLeft() throws Exception {
    start(worker);
    List<Recall> left = new CopyOnWriteArrayList<>();
    List<Recall> gone = new CopyOnWriteArrayList<>();
    Lease one = lease(worker);
    Lease other = lease(worker);
    one.onRecall(left::add);
    other.onRecall(gone::add);
    other.close();
    CompletableFuture<Void> end = worker.retire("on purpose");

    worker.cutOff();

    assertThat(left).containsExactly(Recall.CUT);
    assertThat(gone).isEmpty();
    assertThat(end).as("waits for the place all the same").isNotDone();
    one.close();
    end(end);
  }

  @Test
  public void cutOff_whenNothingIsInFlight_doesNothing() throws Exception {
    start(worker);

    worker.cutOff();

    assertThat(worker.toDto(LivingThreads.now()).state()).isEqualTo("Ready");
    lease(worker).close();
  }

  private Worker worker(EntryPoint entryPoint) {
    return new Worker("shop@1.2.3#1", Fakes.app("shop@1.2.3", bundle.get(), entryPoint), workshop);
  }

  private Worker worker(UnaryOperator<Fakes.SettingsBuilder> settings) {
    return new Worker(
        "shop@1.2.3#2",
        Fakes.app(
            "shop@1.2.3",
            new EntryPoint.Whiteboard(),
            Fakes.settings(settings),
            new Fakes.OneGeneration(bundle.get())),
        workshop);
  }

  private static Lease lease(Worker worker) throws Exception {
    return requireNonNull(requireNonNull(worker.lease()).get(SECONDS, TimeUnit.SECONDS));
  }

  private static ErrorCode refusal(Worker worker) throws Exception {
    return refusal(requireNonNull(worker.lease()));
  }

  private static ErrorCode refusal(CompletableFuture<?> lease) throws Exception {
    Throwable failure =
        lease
            .handle((place, thrown) -> requireNonNull(thrown, "it was not refused"))
            .get(SECONDS, TimeUnit.SECONDS);
    Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
    return ((InvocationException) requireNonNull(cause)).code();
  }

  private static void start(Worker worker) throws Exception {
    worker.start();
    worker.started().get(SECONDS, TimeUnit.SECONDS);
  }

  private static void end(CompletableFuture<Void> end) throws Exception {
    end.get(SECONDS, TimeUnit.SECONDS);
  }

  private static Throwable failure(Worker worker) throws Exception {
    return worker
        .started()
        .handle((started, failure) -> requireNonNull(failure, "it started"))
        .get(SECONDS, TimeUnit.SECONDS);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void assertReason(String reason) {
    assertThat(worker.toDto(LivingThreads.now()).state()).isEqualTo("Failed");
    assertThat(worker.toDto(LivingThreads.now()).reason()).isEqualTo(reason);
  }

  /** The next worker gets the same slot. */
  private void assertSlotIsFree() {
    await().until(() -> sandbox.closed.get() == 1);
    await()
        .untilAsserted(() -> {
          ContextSlots.Slot next = workshop.slots().take(bundle.get());
          try {
            assertThat(next.id()).isEqualTo("w1");
          } finally {
            next.release();
          }
        });
  }

  /** Remembers what a worker tells its pool. */
  private final class ToldPool implements Workshop.Pool {
    @Override
    public void moved(Worker moved, @Nullable WorkerState from, WorkerState to) {}

    @Override
    public void worn(Worker worn, String why) {
      told.add("worn: " + why);
    }

    @Override
    public void broken(Worker broken, String why) {
      told.add("broken: " + why);
    }

    @Override
    public void outOfMemory(Worker hungry) {
      told.add("out of memory");
    }

    @Override
    public void free(Worker free) {}

    @Override
    public void ended(Worker dead) {}

    @Override
    public void zombies(Worker dead, int threads) {
      told.add("zombies: " + threads);
    }
  }

  /** A servlet that a bundle names as its entrypoint. */
  public static final class Hello extends GenericServlet {
    private static final long serialVersionUID = 1L;

    @Override
    public void service(ServletRequest request, ServletResponse response) {}
  }

  /** A servlet that cannot be made. */
  public static final class Picky extends GenericServlet {
    private static final long serialVersionUID = 1L;

    /** Wants something. */
    public Picky(String name) {
      requireNonNull(name);
    }

    @Override
    public void service(ServletRequest request, ServletResponse response) {}
  }
}
