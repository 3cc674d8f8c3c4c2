package dev.buntime.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

public final class InFlightTest {
  private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long LONG = TimeUnit.SECONDS.toNanos(20);

  private final InFlight inFlight = new InFlight();

  @Test
  public void await_whenNothingIsUnderWay_isAtOnce() throws Exception {
    assertThat(inFlight.await(0)).isTrue();
    inFlight.enter();
    inFlight.leave();
    assertThat(inFlight.await(0)).isTrue();
  }

  @Test
  public void await_whenSomethingStays_isFalse() throws Exception {
    inFlight.enter();

    assertThat(inFlight.await(SHORT)).isFalse();
    assertThat(inFlight.count()).isEqualTo(1);
  }

  @Test
  public void await_endsWithTheLast() throws Exception {
    inFlight.enter();
    inFlight.enter();
    CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(this::awaitLong);
    inFlight.leave();
    assertThat(inFlight.await(SHORT)).isFalse();

    inFlight.leave();

    assertThat(waiting.get(20, TimeUnit.SECONDS)).isTrue();
    assertThat(inFlight.await(0)).as("by a second one").isTrue();
    assertThat(inFlight.count()).isZero();
  }

  private boolean awaitLong() {
    try {
      return inFlight.await(LONG);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
