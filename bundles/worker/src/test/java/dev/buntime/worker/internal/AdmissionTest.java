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
import java.util.concurrent.locks.LockSupport;
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
  public void leave_whenTheNextHasGone_asksTheOneAfter() {
    Admission narrow = new Admission(1, 2);
    Guest gone = new Guest();
    Guest next = new Guest();
    narrow.enter(new Guest());
    narrow.enter(gone);
    narrow.enter(next);
    narrow.withdraw(gone);

    narrow.leave();

    assertThat(gone.admitted).isFalse();
    assertThat(next.admitted).isTrue();
    assertThat(narrow.inFlight()).isEqualTo(1);
    narrow.leave();
    assertThat(narrow.inFlight()).isZero();
  }

  @Test
  public void withdraw_freesTheQueueAtOnce() {
    Guest patient = new Guest();
    Guest impatient = new Guest();
    enter();
    enter();
    admission.enter(impatient);
    assertThat(enter()).isEqualTo(Answer.FULL);

    assertThat(admission.withdraw(impatient)).isTrue();

    assertThat(admission.queued()).isZero();
    assertThat(admission.enter(patient)).isEqualTo(Answer.WAIT);
    assertThat(enter()).isEqualTo(Answer.FULL);
    admission.leave();
    assertThat(patient.admitted).isTrue();
    assertThat(impatient.admitted).isFalse();
  }

  @Test
  public void withdraw_whenNotWaiting_changesNothing() {
    Guest running = new Guest();
    Guest waiting = new Guest();
    admission.enter(running);
    enter();
    assertThat(admission.withdraw(running)).isFalse();
    assertThat(admission.withdraw(new Guest())).as("never came").isFalse();
    admission.enter(waiting);
    admission.leave();

    assertThat(admission.withdraw(waiting)).as("admitted").isFalse();

    assertThat(admission.inFlight()).isEqualTo(2);
    assertThat(admission.queued()).isZero();
  }

  @Test
  public void withdraw_twice_countsOnce() {
    Guest waiting = new Guest();
    enter();
    enter();
    admission.enter(waiting);

    assertThat(admission.withdraw(waiting)).isTrue();
    assertThat(admission.withdraw(waiting)).isFalse();

    assertThat(admission.queued()).isZero();
  }

  @Test
  public void withdraw_whenClosed_isToldOnce() {
    Guest waiting = new Guest();
    enter();
    enter();
    admission.enter(waiting);
    var _ = admission.close();

    assertThat(waiting.expelled).isTrue();
    assertThat(admission.withdraw(waiting)).isFalse();
  }

  @Test
  public void withdraw_whileOthersComeLeaveAndClose_neitherLosesNorDoublesAPlace()
      throws Exception {
    try (ExecutorService executor = Executors.newFixedThreadPool(THREADS)) {
      for (int round = 0; round < ROUNDS; round++) {
        new Impatience().run(executor);
      }
    }
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
  private static final class Guest extends Admission.Waiter {
    volatile boolean admitted;
    volatile boolean expelled;

    @Override
    void admit() {
      admitted = true;
    }

    @Override
    void expel() {
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
      assertThat(everybodyCame.await(30, TimeUnit.SECONDS)).isTrue();

      CompletableFuture<Void> drained = admission.close();
      closeReturned.set(true);
      CompletableFuture<Void> seen =
          drained.thenRun(() -> {
            drains.incrementAndGet();
            insideAtDrain.set(inside.get());
          });

      seen.get(30, TimeUnit.SECONDS);
      for (Future<?> guest : guests) {
        guest.get(30, TimeUnit.SECONDS);
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
        Waiting request = new Waiting();
        switch (admission.enter(request)) {
          case RUN -> {
            enteredTooLate.compareAndSet(false, tooLate);
            stayAndLeave();
          }
          case WAIT -> {
            enteredTooLate.compareAndSet(false, tooLate);
            if (ThreadLocalRandom.current().nextInt(4) == 0) {
              admission.withdraw(request);
            }
          }
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

    private final class Waiting extends Admission.Waiter {
      @Override
      void admit() {
        Thread.ofVirtual().start(Rush.this::stayAndLeave);
      }

      @Override
      void expel() {
        // Somebody else's request now.
      }
    }
  }

  /** Threads that come, wait a little or not at all, and go; then the door is closed. */
  private static final class Impatience {
    private static final int VISITS = 500;

    private final Admission admission = new Admission(RUNNING, WAITING);
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger mostQueued = new AtomicInteger();
    private final AtomicInteger toldTwice = new AtomicInteger();

    void run(ExecutorService executor) throws Exception {
      List<Future<?>> visitors = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        visitors.add(executor.submit(this::visit));
      }
      for (Future<?> visitor : visitors) {
        visitor.get(30, TimeUnit.SECONDS);
      }

      assertThat(toldTwice).hasValue(0);
      assertThat(most.get()).isLessThanOrEqualTo(RUNNING);
      assertThat(mostQueued.get()).isLessThanOrEqualTo(WAITING);
      assertThat(admission.inFlight()).isZero();
      assertThat(admission.queued()).isZero();
      assertWhole();
      admission.close().get(30, TimeUnit.SECONDS);
    }

    /** As many places are there as at the beginning, running and waiting. */
    private void assertWhole() {
      List<Guest> waiting = new ArrayList<>();
      for (int i = 0; i < RUNNING; i++) {
        assertThat(admission.enter(new Guest())).isEqualTo(Answer.RUN);
      }
      for (int i = 0; i < WAITING; i++) {
        Guest guest = new Guest();
        waiting.add(guest);
        assertThat(admission.enter(guest)).isEqualTo(Answer.WAIT);
      }
      assertThat(admission.enter(new Guest())).isEqualTo(Answer.FULL);
      waiting.forEach(guest -> assertThat(admission.withdraw(guest)).isTrue());
      for (int i = 0; i < RUNNING; i++) {
        admission.leave();
      }
    }

    private void visit() {
      ThreadLocalRandom random = ThreadLocalRandom.current();
      for (int i = 0; i < VISITS; i++) {
        Visitor visitor = new Visitor();
        Answer answer = admission.enter(visitor);
        mostQueued.accumulateAndGet(admission.queued(), Math::max);
        if (answer == Answer.RUN) {
          visitor.told();
          stay();
        } else if (answer == Answer.WAIT) {
          for (int spin = random.nextInt(50); spin > 0; spin--) {
            Thread.onSpinWait();
          }
          if (admission.withdraw(visitor)) {
            visitor.told();
          } else {
            visitor.awaitTold(); // somebody let it in
            stay();
          }
        }
      }
    }

    private void stay() {
      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
      if (ThreadLocalRandom.current().nextInt(8) == 0) {
        LockSupport.parkNanos(1);
      }
      inside.decrementAndGet();
      admission.leave();
    }

    private final class Visitor extends Admission.Waiter {
      private final AtomicBoolean told = new AtomicBoolean();

      void told() {
        if (!told.compareAndSet(false, true)) {
          toldTwice.incrementAndGet();
        }
      }

      void awaitTold() {
        while (!told.get()) {
          Thread.onSpinWait();
        }
      }

      @Override
      void admit() {
        told();
      }

      @Override
      void expel() {
        throw new IllegalStateException("the door is open");
      }
    }
  }
}
