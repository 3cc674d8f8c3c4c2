package dev.buntime.worker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.versions.AppVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Test;

public final class SeatsTest {
  private static final int THREADS = 4;
  private static final int TURNS = 500_000;
  private static final AppVersion SHOP = Fakes.id("shop@1.0.0");

  /** One, so that two threads are enough to want too many. */
  private final Seats seats = new Seats(new PoolLimits(1, Duration.ofSeconds(1)));

  @Test
  public void take_byManyThreads_givesEachSeatToOne() throws Exception {
    AtomicInteger sitting = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Future<?>> guests = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (int i = 0; i < THREADS; i++) {
        guests.add(threads.submit(() -> sitDownAndUp(sitting, most)));
      }
      for (Future<?> guest : guests) {
        guest.get(20, TimeUnit.SECONDS);
      }
    }

    assertThat(most).hasValue(1);
    assertThat(seats.taken()).isZero();
    assertThat(seats.take()).isTrue();
    assertThat(seats.take()).isFalse();
  }

  private void sitDownAndUp(AtomicInteger sitting, AtomicInteger most) {
    for (int i = 0; i < TURNS; i++) {
      if (seats.take()) {
        most.accumulateAndGet(sitting.incrementAndGet(), Math::max);
        sitting.decrementAndGet();
        seats.give();
      }
    }
  }

  @Test
  public void await_isCalledInTheOrderOfArrival_andSentAwayInTime() {
    assertThat(seats.take()).isTrue();
    CompletableFuture<Boolean> first = seats.await(SHOP, 0);
    CompletableFuture<Boolean> second = seats.await(SHOP, 10);
    CompletableFuture<Boolean> third = seats.await(SHOP, 20);

    seats.give();
    assertThat(first).isCompletedWithValue(true);
    seats.expire(Duration.ofSeconds(1).toNanos() + 10);

    assertThat(second).isCompletedWithValue(false);
    assertThat(third).isNotDone();
    assertThat(seats.waiting()).isEqualTo(1);
  }

  @Test
  public void call_letsAllTryThatAskForTheVersion() {
    CompletableFuture<Boolean> first = seats.await(SHOP, 0);
    CompletableFuture<Boolean> other = seats.await(Fakes.id("mail@1.0.0"), 0);
    CompletableFuture<Boolean> second = seats.await(SHOP, 0);

    seats.call(SHOP);

    assertThat(first).isCompletedWithValue(true);
    assertThat(second).isCompletedWithValue(true);
    assertThat(other).isNotDone();
  }
}
