package dev.buntime.worker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Test;

public final class AdmissionTest {
  private static final int THREADS = 8;
  private static final int ROUNDS = 200;

  private final Admission admission = new Admission();

  @Test
  public void enter_whenOpen_counts() {
    assertThat(admission.enter()).isTrue();
    assertThat(admission.enter()).isTrue();
    assertThat(admission.inFlight()).isEqualTo(2);

    admission.leave();

    assertThat(admission.inFlight()).isEqualTo(1);
  }

  @Test
  public void close_whenEmpty_isDrainedAtOnce() {
    assertThat(admission.close()).isCompleted();
    assertThat(admission.enter()).isFalse();
    assertThat(admission.inFlight()).isZero();
  }

  @Test
  public void close_whenOccupied_waitsForTheLast() {
    admission.enter();
    admission.enter();

    CompletableFuture<Void> drained = admission.close();

    assertThat(drained).isNotDone();
    assertThat(admission.enter()).isFalse();
    assertThat(admission.inFlight()).isEqualTo(2);
    admission.leave();
    assertThat(drained).isNotDone();
    admission.leave();
    assertThat(drained).isCompleted();
    assertThat(admission.inFlight()).isZero();
  }

  @Test
  public void close_whenClosed_isTheSameDrain() {
    admission.enter();
    CompletableFuture<Void> first = admission.close();

    assertThat(admission.close()).isSameAs(first);
    assertThat(first).isNotDone();
    admission.leave();
    assertThat(admission.close()).isCompleted();
  }

  @Test
  public void enter_whileAnotherCloses_neverGetsInAfterTheDrain() throws Exception {
    try (ExecutorService executor = Executors.newFixedThreadPool(THREADS)) {
      for (int round = 0; round < ROUNDS; round++) {
        new Rush().run(executor);
      }
    }
  }

  /** Threads that come and go until the door is closed in their faces. */
  private static final class Rush {
    private final Admission admission = new Admission();
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger drains = new AtomicInteger();
    private final AtomicInteger insideAtDrain = new AtomicInteger(-1);
    private final AtomicBoolean closeReturned = new AtomicBoolean();
    private final AtomicBoolean enteredTooLate = new AtomicBoolean();
    private final CountDownLatch everybodyWasIn = new CountDownLatch(THREADS);

    void run(ExecutorService executor) throws Exception {
      List<Future<?>> guests = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        guests.add(executor.submit(this::comeAndGo));
      }
      assertThat(everybodyWasIn.await(10, TimeUnit.SECONDS)).isTrue();

      CompletableFuture<Void> drained = admission.close();
      closeReturned.set(true);
      CompletableFuture<Void> seen =
          drained.thenRun(() -> {
            drains.incrementAndGet();
            insideAtDrain.set(inside.get());
          });

      seen.get(10, TimeUnit.SECONDS);
      for (Future<?> guest : guests) {
        guest.get(10, TimeUnit.SECONDS);
      }
      assertThat(enteredTooLate).isFalse();
      assertThat(drains).hasValue(1);
      assertThat(insideAtDrain).hasValue(0);
      assertThat(admission.inFlight()).isZero();
    }

    private void comeAndGo() {
      while (true) {
        boolean tooLate = closeReturned.get();
        if (!admission.enter()) {
          return;
        }
        enteredTooLate.compareAndSet(false, tooLate);
        inside.incrementAndGet();
        everybodyWasIn.countDown();
        inside.decrementAndGet();
        admission.leave();
      }
    }
  }
}
