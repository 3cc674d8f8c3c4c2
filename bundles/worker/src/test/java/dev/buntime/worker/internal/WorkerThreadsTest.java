package dev.buntime.worker.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.log.LogOwner;
import dev.buntime.log.LogSource;
import dev.buntime.log.LogSources;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.After;
import org.junit.Test;

public final class WorkerThreadsTest {
  private static final int MOST = 2;

  private final WorkerThreads threads =
      new WorkerThreads("shop@1.0.0#1", new Fakes.TestBundle().get(), MOST, failure -> {});
  private final List<String> ran = new CopyOnWriteArrayList<>();
  private final CountDownLatch awaited = new CountDownLatch(1);

  @After
  public void stop() {
    awaited.countDown();
    threads.stop();
  }

  @Test
  public void signal_whileAllThreadsWaitForIt_runs() throws Exception {
    for (int i = 0; i < MOST; i++) {
      threads.execute(this, this::await);
    }
    Awaitility.await().until(() -> ran.size() == MOST);
    threads.execute(this, () -> ran.add("queued"));

    threads.signal(
        this,
        () -> {
          ran.add("own " + threads.ownsCurrentThread());
          awaited.countDown();
        });

    Awaitility.await().until(() -> ran.contains("queued"));
    assertThat(ran).containsSubsequence("own true", "queued");
  }

  @Test
  public void signal_isInterruptedWithItsOwner() {
    threads.signal(this, this::await);
    Awaitility.await().until(() -> ran.contains("waits"));

    threads.interrupt(this);

    Awaitility.await().until(() -> ran.contains("interrupted"));
    assertThat(threads.living()).hasSize(1);
  }

  @Test
  public void signal_afterTheEnd_isRejected() {
    threads.stop();

    assertThatThrownBy(() -> threads.signal(this, () -> ran.add("never")))
        .isInstanceOf(RejectedExecutionException.class);
    Awaitility.await().until(() -> threads.living().isEmpty());
    assertThat(ran).isEmpty();
  }

  @Test
  public void living_findsTheThreadsOfGroupsThatTheAppMade() {
    threads.execute(
        this,
        () -> {
          ThreadGroup nested = new ThreadGroup("of the app");
          new Thread(nested, this::await, "nested").start();
        });

    Awaitility.await()
        .untilAsserted(
            () -> assertThat(threads.living()).extracting(Thread::getName).contains("nested"));
    assertThat(LivingThreads.now().of(new ThreadGroup("of another worker"))).isEmpty();
  }

  @Test
  public void ownsCurrentThread_countsThreadsThatTheAppMade_ofBothKinds() {
    threads.execute(
        this,
        () -> {
          ThreadGroup nested = new ThreadGroup("of the app");
          new Thread(nested, () -> ran.add("nested " + threads.ownsCurrentThread())).start();
          Thread.ofVirtual().start(() -> ran.add("virtual " + threads.ownsCurrentThread()));
        });

    Awaitility.await().until(() -> ran.size() == 2);
    assertThat(ran).containsExactlyInAnyOrder("nested true", "virtual true");
    Thread stranger =
        Thread.ofVirtual().unstarted(() -> ran.add("stranger " + threads.ownsCurrentThread()));
    stranger.setContextClassLoader(ClassLoader.getPlatformClassLoader());
    stranger.start();
    Awaitility.await().until(() -> ran.contains("stranger false"));
  }

  @Test
  public void sample_ofAnOlderLook_countsNothingTwice() {
    LivingThreads before = LivingThreads.now();
    threads.execute(this, this::await);
    Awaitility.await().until(() -> ran.contains("waits"));
    threads.sample(LivingThreads.now());
    long allocated = threads.usage().allocatedBytes();

    threads.sample(before); // knows nothing of the thread, which lives on
    threads.sample(LivingThreads.now());

    assertThat(allocated).isPositive();
    assertThat(threads.usage().allocatedBytes()).isLessThan(2 * allocated);
  }

  @Test
  public void lines_ofAllItsThreads_areTheWorkers() {
    LogSource source = LogSource.ofWorker("shop@1.0.0#1");

    threads.execute(
        this, () -> ran.add(((LogOwner) Thread.currentThread()).logSource().toString()));

    Awaitility.await().until(() -> ran.contains(source.toString()));
    assertThat(((LogOwner) threads.group()).logSource()).isEqualTo(source);
    long bundle = new Fakes.TestBundle().get().getBundleId();
    assertThat(LogSources.of(bundle)).contains(source);
    threads.forget();
    assertThat(LogSources.of(bundle)).isEmpty();
  }

  private void await() {
    ran.add("waits");
    try {
      assertThat(awaited.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      ran.add("interrupted");
    }
  }
}
