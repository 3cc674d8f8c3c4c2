package dev.buntime.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.awaitility.Awaitility;
import org.eclipse.jetty.util.Callback;
import org.junit.Rule;
import org.junit.Test;

public final class HandoverTest {
  @Rule public final TestFront front = new TestFront();

  private final List<String> threads = new CopyOnWriteArrayList<>();
  private final Executor both = Handover.orElse(Runnable::run);

  @Test
  public void orElse_onAThreadOfAWorker_staysInTheWorker() {
    new Handover(front.new TestLease()).execute(() -> both.execute(this::remember));

    Awaitility.await().until(() -> !threads.isEmpty());
    assertThat(threads).allMatch(TestFront::isWorker);
  }

  @Test
  public void orElse_onAnyOtherThread_isTheOther() {
    both.execute(this::remember);

    assertThat(threads).containsExactly(Thread.currentThread().getName());
  }

  @Test
  public void settle_onAThreadOfTheWorker_runsAtOnce() {
    Handover worker = new Handover(front.new TestLease());
    worker.execute(() -> {
      String here = Thread.currentThread().getName();
      worker.settle(() -> threads.add("same " + here.equals(Thread.currentThread().getName())));
    });

    Awaitility.await().untilAsserted(() -> assertThat(threads).containsExactly("same true"));
  }

  @Test
  public void settled_tellsBothOutcomesOnTheWorker() {
    Callback settled =
        new Handover(front.new TestLease())
            .settled(Callback.from(this::remember, failure -> remember()));

    settled.succeeded();
    settled.failed(new IllegalStateException("on purpose"));

    Awaitility.await().until(() -> threads.size() == 2);
    assertThat(threads).allMatch(TestFront::isWorker);
  }

  @Test
  public void settle_whenTheWorkerHasEnded_runsHere() {
    front.executor =
        task -> {
          throw new RejectedExecutionException("ended");
        };

    new Handover(front.new TestLease()).settle(this::remember);

    assertThat(threads).containsExactly(Thread.currentThread().getName());
  }

  private void remember() {
    threads.add(Thread.currentThread().getName());
  }
}
