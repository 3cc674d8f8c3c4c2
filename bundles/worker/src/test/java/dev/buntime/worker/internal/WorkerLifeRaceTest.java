package dev.buntime.worker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.worker.internal.WorkerState.Failed;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

public final class WorkerLifeRaceTest {
  private static final int ROUNDS = 2_000;

  private final Fakes.TestClock clock = new Fakes.TestClock();

  @Test
  public void ready_whenCreating_tellsThatItMoved() {
    assertThat(new WorkerLife(clock, (from, to) -> {}).ready()).isTrue();
  }

  @Test
  public void fail_whenFailed_keepsTheFirstReason() {
    WorkerLife life = new WorkerLife(clock, (from, to) -> {});

    assertThat(life.fail("first")).isTrue();
    assertThat(life.fail("second")).isFalse();
    assertThat(life.ready()).isFalse();

    assertThat(life.state()).isEqualTo(new Failed(clock.instant(), "first"));
  }

  @Test
  public void ready_andFailAtOnce_exactlyOneWinsOrIsRefused() throws Exception {
    try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
      for (int round = 0; round < ROUNDS; round++) {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        WorkerLife life = new WorkerLife(clock, (from, to) -> heard.add(to.word()));
        CyclicBarrier start = new CyclicBarrier(2);
        Future<Boolean> one = executor.submit(() -> await(start) && life.fail("too slow"));
        Future<Boolean> other = executor.submit(() -> await(start) && life.fail("broken"));

        assertThat(one.get(30, TimeUnit.SECONDS)).isNotEqualTo(other.get(30, TimeUnit.SECONDS));
        assertThat(heard).containsExactly("Failed");
      }
    }
  }

  @Test
  public void drain_whileServed_isFinal() throws Exception {
    try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
      for (int round = 0; round < ROUNDS; round++) {
        WorkerLife life = new WorkerLife(clock, (from, to) -> {});
        life.ready();
        CyclicBarrier start = new CyclicBarrier(2);
        Future<?> server =
            executor.submit(() -> {
              await(start);
              for (int i = 0; i < 20; i++) {
                life.serve();
                life.idle();
              }
            });
        Future<?> drainer =
            executor.submit(() -> {
              await(start);
              life.drain("on purpose");
            });

        server.get(30, TimeUnit.SECONDS);
        drainer.get(30, TimeUnit.SECONDS);
        assertThat(life.state().word()).isEqualTo("Draining");
      }
    }
  }

  private static boolean await(CyclicBarrier start) {
    try {
      start.await(30, TimeUnit.SECONDS);
      return true;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
