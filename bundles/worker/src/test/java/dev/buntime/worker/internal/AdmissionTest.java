package dev.buntime.worker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.worker.internal.Admission.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Test;

public final class AdmissionTest {
  private static final int THREADS = 8;
  private static final int ROUNDS = 200;

  private static final int RUNNING = 3;
  private static final int WAITING = 2;

  private final Admission admission = new Admission(2, 1);

  @Test
  public void enter_whenOpen_runs() {
    assertThat(enter()).isEqualTo(Answer.RUN);
    assertThat(enter()).isEqualTo(Answer.RUN);
    assertThat(admission.inFlight()).isEqualTo(2);

    admission.leave();

    assertThat(admission.inFlight()).isEqualTo(1);
  }

  @Test
  public void enter_whenFull_waitsThenIsSentAway() {
    Guest waiting = new Guest();
    enter();
    enter();

    assertThat(admission.enter(waiting)).isEqualTo(Answer.WAIT);
    assertThat(enter()).isEqualTo(Answer.FULL);
    assertThat(admission.queued()).isEqualTo(1);

    admission.leave();
    assertThat(waiting.admitted).isTrue();
    assertThat(admission.queued()).isZero();
    assertThat(admission.inFlight()).as("the place went on to who waited").isEqualTo(2);
  }

  @Test
  public void leave_whenTheNextDoesNotWantToRunAnyMore_asksTheOneAfter() {
    Admission narrow = new Admission(1, 2);
    Guest gaveUp = new Guest();
    gaveUp.wants = false;
    Guest next = new Guest();
    narrow.enter(new Guest());
    narrow.enter(gaveUp);
    narrow.enter(next);

    narrow.leave();

    assertThat(gaveUp.admitted).isFalse();
    assertThat(next.admitted).isTrue();
    assertThat(narrow.inFlight()).isEqualTo(1);
    narrow.leave();
    assertThat(narrow.inFlight()).isZero();
  }

  @Test
  public void close_whenEmpty_isDrainedAtOnce() {
    assertThat(admission.close()).isCompleted();
    assertThat(enter()).isEqualTo(Answer.CLOSED);
    assertThat(admission.inFlight()).isZero();
  }

  @Test
  public void close_whenOccupied_waitsForTheLastAndExpelsWhoWaits() {
    Guest waiting = new Guest();
    enter();
    enter();
    admission.enter(waiting);

    CompletableFuture<Void> drained = admission.close();

    assertThat(waiting.expelled).isTrue();
    assertThat(waiting.admitted).isFalse();
    assertThat(drained).isNotDone();
    assertThat(enter()).isEqualTo(Answer.CLOSED);
    assertThat(admission.inFlight()).isEqualTo(2);
    admission.leave();
    assertThat(drained).isNotDone();
    admission.leave();
    assertThat(drained).isCompleted();
    assertThat(admission.inFlight()).isZero();
  }

  @Test
  public void close_whenClosed_isTheSameDrain() {
    enter();
    CompletableFuture<Void> first = admission.close();

    assertThat(admission.close()).isSameAs(first);
    assertThat(first).isNotDone();
    admission.leave();
    assertThat(admission.close()).isCompleted();
  }

  private Answer enter() {
    return admission.enter(new Guest());
  }

  /** A request that remembers what it was told. */
  private static final class Guest implements Admission.Waiter {
    volatile boolean wants = true;
    volatile boolean admitted;
    volatile boolean expelled;

    @Override
    public boolean admit() {
      admitted = wants;
      return wants;
    }

    @Override
    public void expel() {
      expelled = true;
    }
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
    private final Admission admission = new Admission(RUNNING, WAITING);
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger drains = new AtomicInteger();
    private final AtomicInteger insideAtDrain = new AtomicInteger(-1);
    private final AtomicBoolean closeReturned = new AtomicBoolean();
    private final AtomicBoolean enteredTooLate = new AtomicBoolean();
    private final CountDownLatch everybodyCame = new CountDownLatch(THREADS);

    void run(ExecutorService executor) throws Exception {
      List<Future<?>> guests = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        guests.add(executor.submit(this::comeAndGo));
      }
      assertThat(everybodyCame.await(10, TimeUnit.SECONDS)).isTrue();

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
      assertThat(most.get()).isLessThanOrEqualTo(RUNNING);
      assertThat(admission.inFlight()).isZero();
      assertThat(admission.queued()).isZero();
    }

    /** Who has to wait goes on; whoever makes room runs what has waited. */
    private void comeAndGo() {
      while (true) {
        boolean tooLate = closeReturned.get();
        switch (admission.enter(new Waiting())) {
          case RUN -> {
            enteredTooLate.compareAndSet(false, tooLate);
            stayAndLeave();
          }
          case WAIT -> enteredTooLate.compareAndSet(false, tooLate);
          case FULL -> Thread.onSpinWait();
          case CLOSED -> {
            everybodyCame.countDown();
            return;
          }
        }
        everybodyCame.countDown();
      }
    }

    private void stayAndLeave() {
      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
      inside.decrementAndGet();
      admission.leave();
    }

    private final class Waiting implements Admission.Waiter {
      @Override
      public boolean admit() {
        if (ThreadLocalRandom.current().nextInt(4) == 0) {
          return false; // gave up
        }
        Thread.ofVirtual().start(Rush.this::stayAndLeave);
        return true;
      }

      @Override
      public void expel() {
        // Somebody else's request now.
      }
    }
  }
}
