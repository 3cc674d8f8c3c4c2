package dev.buntime.worker.internal;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.catalog.EntryPoint;
import dev.buntime.runtime.dto.WorkerDTO;
import dev.buntime.worker.Lease;
import dev.buntime.worker.Lease.Recall;
import jakarta.servlet.GenericServlet;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Test;
import org.osgi.framework.BundleException;

public final class WorkerTest {
  private static final int SECONDS = 10;

  private final ScheduledExecutorService housekeeping =
      Executors.newSingleThreadScheduledExecutor();
  private final Fakes.TestClock clock = new Fakes.TestClock();
  private final Fakes.TestSandbox sandbox = new Fakes.TestSandbox();
  private final Fakes.TestBundle bundle = new Fakes.TestBundle();
  private final Fakes.Registry contexts = new Fakes.Registry();
  private final Worker.Workshop shop =
      new Worker.Workshop(sandbox, new ContextSlots(contexts.context()), clock, housekeeping);
  private final Worker worker = worker(new EntryPoint.Whiteboard());

  @After
  public void stop() {
    housekeeping.shutdownNow();
  }

  @Test
  public void start_runsTheBundleOnTheWorkersThread() throws Exception {
    bundle.onStart = () -> clock.advance(Duration.ofMillis(7));

    start(worker);

    WorkerDTO dto = worker.toDto();
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
    assertThat(worker.toDto().state()).isEqualTo("Creating");
    assertThat(worker.toDto().coldStartMillis()).isEqualTo(-1);
  }

  @Test
  public void lease_whenReady_isActiveAndCounted() throws Exception {
    start(worker);
    clock.advance(Duration.ofSeconds(3));

    Lease lease = requireNonNull(worker.lease());
    clock.advance(Duration.ofSeconds(2));

    assertThat(lease.contextPath()).isEqualTo("/.w/1");
    WorkerDTO dto = worker.toDto();
    assertThat(dto.state()).isEqualTo("Active");
    assertThat(dto.inFlight()).isEqualTo(1);
    assertThat(dto.requestCount()).isEqualTo(1);
    assertThat(dto.ageMillis()).isEqualTo(5_000);
    assertThat(dto.idleMillis()).isEqualTo(2_000);
    lease.close();
    assertThat(worker.toDto().inFlight()).isZero();
    assertThat(worker.toDto().idleMillis()).as("since it ended").isZero();
  }

  @Test
  public void lease_whenClosedTwice_leavesOnce() throws Exception {
    start(worker);
    Lease one = requireNonNull(worker.lease());
    Lease other = requireNonNull(worker.lease());

    one.close();
    one.close();

    assertThat(worker.toDto().inFlight()).isEqualTo(1);
    other.close();
  }

  @Test
  public void lease_whenFailed_countsTheError() throws Exception {
    start(worker);
    try (Lease lease = requireNonNull(worker.lease())) {
      lease.failed(new IllegalStateException("on purpose"));
    }

    assertThat(worker.toDto().errorCount()).isEqualTo(1);
    assertThat(worker.toDto().requestCount()).isEqualTo(1);
  }

  @Test
  public void executor_runsOnThreadsOfTheWorker() throws Exception {
    start(worker);
    try (Lease lease = requireNonNull(worker.lease())) {
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
  public void idleSince_whenNothingCame_isIdleAndServesAgain() throws Exception {
    start(worker);
    requireNonNull(worker.lease()).close();
    clock.advance(Duration.ofSeconds(5));

    worker.idleSince(clock.instant().minusSeconds(1));

    assertThat(worker.toDto().state()).isEqualTo("Idle");
    Lease lease = requireNonNull(worker.lease());
    assertThat(worker.toDto().state()).isEqualTo("Active");
    lease.close();
  }

  @Test
  public void idleSince_whenBusyOrJustUsed_staysActive() throws Exception {
    start(worker);
    Lease lease = requireNonNull(worker.lease());
    clock.advance(Duration.ofSeconds(5));
    worker.idleSince(clock.instant());
    assertThat(worker.toDto().state()).as("in flight").isEqualTo("Active");

    lease.close();
    worker.idleSince(clock.instant().minusSeconds(1));
    assertThat(worker.toDto().state()).as("just used").isEqualTo("Active");
  }

  @Test
  public void start_whenActivatorThrows_failsAndGivesAllBack() throws Exception {
    bundle.onStart =
        () -> {
          throw new BundleException("activator", new IllegalStateException("no database"));
        };

    worker.start();

    assertThat(failure(worker)).isInstanceOf(BundleException.class);
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

    assertThat(failure(worker)).isInstanceOf(NoClassDefFoundError.class);
    assertReason("java.lang.NoClassDefFoundError: com/acme/Missing");
  }

  @Test
  public void start_whenNothingIsOffered_failsWithAHint() throws Exception {
    sandbox.entry = false;

    worker.start();

    assertThat(failure(worker)).isInstanceOf(StartFailure.class);
    assertThat(worker.toDto().reason())
        .contains("offered no servlet, filter or resource")
        .contains("worker.jsonc");
  }

  @Test
  public void start_whenInitThrows_fails() throws Exception {
    sandbox.initFailure = new IllegalArgumentException("bad init");

    worker.start();

    assertThat(failure(worker)).hasCause(sandbox.initFailure);
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
    assertThat(other.toDto().reason())
        .as("what, which and what to do")
        .contains("entrypoint '" + Picky.class.getName() + "'");
  }

  @Test
  public void giveUpStart_whenStartHangs_failsAndStopsTheBundleLater() throws Exception {
    CountDownLatch hang = new CountDownLatch(1);
    bundle.onStart = hang::await;
    worker.start();

    worker.giveUpStart();

    failure(worker);
    assertThat(worker.toDto().state()).isEqualTo("Failed");
    assertThat(worker.toDto().reason()).startsWith("it did not start within 30 s");
    assertThat(bundle.stops).hasValue(0);
    hang.countDown();
    await().until(() -> bundle.stops.get() == 1);
    assertThat(worker.toDto().state()).as("too late").isEqualTo("Failed");
  }

  @Test
  public void giveUpStart_whenReady_doesNothing() throws Exception {
    start(worker);

    worker.giveUpStart();

    assertThat(worker.toDto().state()).isEqualTo("Ready");
    assertThat(worker.toDto().reason()).isNull();
  }

  @Test
  public void retire_whenIdle_stopsTheBundleAfterTheConfinement() throws Exception {
    start(worker);
    sandbox.onClose = () -> assertThat(bundle.stops).hasValue(0);

    end(worker.retire());

    assertThat(worker.toDto().state()).isEqualTo("Terminated");
    assertThat(sandbox.closed).hasValue(1);
    assertThat(bundle.stops).hasValue(1);
    assertThat(bundle.threads).allMatch(name -> name.startsWith("shop@1.2.3#1"));
    assertThat(worker.lease()).isNull();
    assertSlotIsFree();
    await().until(() -> worker.toDto().threads() == 0);
  }

  @Test
  public void retire_whenInFlight_waitsForTheLastLease() throws Exception {
    start(worker);
    Lease one = requireNonNull(worker.lease());
    Lease other = requireNonNull(worker.lease());

    CompletableFuture<Void> end = worker.retire();

    assertThat(worker.toDto().state()).isEqualTo("Draining");
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

    CompletableFuture<Void> first = worker.retire();
    CompletableFuture<Void> second = worker.retire();

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

    CompletableFuture<Void> end = worker.retire();

    assertThat(end).isNotDone();
    hang.countDown();
    end(end);
    assertThat(failure(worker)).hasMessage("it was retired while it started");
    assertThat(worker.toDto().state()).isEqualTo("Terminated");
    assertThat(bundle.stops).hasValue(1);
    assertThat(sandbox.closed).hasValue(1);
    assertSlotIsFree();
  }

  @Test
  public void retire_whenNeverStarted_endsAndLetsNobodyWait() throws Exception {
    end(worker.retire());
    worker.start();

    assertThat(worker.toDto().state()).isEqualTo("Terminated");
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

    end(worker.retire());

    assertThat(worker.toDto().state()).isEqualTo("Terminated");
    assertThat(bundle.stops).as("once").hasValue(1);
  }

  @Test
  public void retire_whenStopThrows_endsAllTheSame() throws Exception {
    bundle.onStop =
        () -> {
          throw new BundleException("stuck");
        };
    start(worker);

    end(worker.retire());

    assertThat(worker.toDto().state()).isEqualTo("Terminated");
    assertSlotIsFree();
  }

  @Test
  public void retire_whenConfinementThrows_stopsTheBundleAllTheSame() throws Exception {
    start(worker);
    sandbox.onClose =
        () -> {
          throw new IllegalStateException("destroy() of the app");
        };

    end(worker.retire());

    assertThat(worker.toDto().state()).isEqualTo("Terminated");
    assertThat(bundle.stops).hasValue(1);
  }

  @Test
  public void onRecall_whenRetired_isToldToDrain() throws Exception {
    start(worker);
    List<Recall> heard = new CopyOnWriteArrayList<>();
    Lease lease = requireNonNull(worker.lease());
    lease.onRecall(heard::add);
    assertThat(heard).isEmpty();

    CompletableFuture<Void> end = worker.retire();

    assertThat(heard).containsExactly(Recall.DRAIN);
    lease.close();
    end(end);
    assertThat(heard).containsExactly(Recall.DRAIN);
  }

  @Test
  public void onRecall_whenRetiredBefore_isToldAtOnce() throws Exception {
    start(worker);
    List<Recall> heard = new CopyOnWriteArrayList<>();
    Lease lease = requireNonNull(worker.lease());
    CompletableFuture<Void> end = worker.retire();

    lease.onRecall(heard::add);

    assertThat(heard).containsExactly(Recall.DRAIN);
    lease.close();
    end(end);
  }

  @Test
  public void cutOff_whenInFlight_tellsThoseWhoAreLeft() throws Exception {
    start(worker);
    List<Recall> left = new CopyOnWriteArrayList<>();
    List<Recall> gone = new CopyOnWriteArrayList<>();
    Lease one = requireNonNull(worker.lease());
    Lease other = requireNonNull(worker.lease());
    one.onRecall(left::add);
    other.onRecall(gone::add);
    other.close();
    CompletableFuture<Void> end = worker.retire();

    worker.cutOff();

    assertThat(left).containsExactly(Recall.DRAIN, Recall.CUT);
    assertThat(gone).isEmpty();
    assertThat(end).as("waits for the place all the same").isNotDone();
    one.close();
    end(end);
  }

  @Test
  public void cutOff_whenNothingIsInFlight_doesNothing() throws Exception {
    start(worker);

    worker.cutOff();

    assertThat(worker.toDto().state()).isEqualTo("Ready");
    requireNonNull(worker.lease()).close();
  }

  private Worker worker(EntryPoint entryPoint) {
    return new Worker("shop@1.2.3#1", Fakes.app("shop@1.2.3", bundle.get(), entryPoint), 0, shop);
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

  private void assertReason(String reason) {
    assertThat(worker.toDto().state()).isEqualTo("Failed");
    assertThat(worker.toDto().reason()).isEqualTo(reason);
  }

  /** The next worker gets the same slot. */
  private void assertSlotIsFree() {
    await().until(() -> sandbox.closed.get() == 1);
    await()
        .untilAsserted(() -> {
          ContextSlots.Slot next = shop.slots().take(bundle.get());
          try {
            assertThat(next.id()).isEqualTo("w1");
          } finally {
            next.release();
          }
        });
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
