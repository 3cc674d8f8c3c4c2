package dev.buntime.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Test;

public final class TurnstileTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(20);

  private final Turnstile turnstile = new Turnstile(LONG);

  @Test
  public void enter_whenNobodyHoldsIt_isAtOnce() {
    assertThat(turnstile.enter()).isCompleted();
    assertThat(turnstile.enter()).isCompleted();
  }

  @Test
  public void hold_waitsForThoseInside() throws Exception {
    var _ = turnstile.enter();
    var _ = turnstile.enter();
    CompletableFuture<Boolean> held = holdAside();
    await().until(this::isHeld);

    turnstile.leave();
    assertThat(held).isNotDone();
    turnstile.leave();

    assertThat(held.get(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  public void hold_whenSomebodyStays_returnsAfterTheLimit() throws Exception {
    var _ = turnstile.enter();

    assertThat(turnstile.hold(SHORT)).isFalse();

    assertThat(turnstile.enter()).as("it is held all the same").isNotDone();
  }

  @Test
  public void release_letsInWhoWaits() throws Exception {
    assertThat(turnstile.hold(SHORT)).isTrue();
    CompletableFuture<Void> waiting = turnstile.enter();
    assertThat(waiting).isNotDone();

    turnstile.release();

    assertThat(waiting).isCompleted();
    assertThat(turnstile.hold(SHORT)).as("it is inside").isFalse();
    turnstile.leave();
    assertThat(turnstile.hold(SHORT)).isTrue();
  }

  @Test
  public void release_whenAnotherHoldsIt_letsNobodyIn() throws Exception {
    turnstile.hold(SHORT);
    turnstile.hold(SHORT);
    CompletableFuture<Void> waiting = turnstile.enter();

    turnstile.release();
    assertThat(waiting).isNotDone();
    turnstile.release();
    assertThat(waiting).isCompleted();
  }

  @Test
  public void enter_whenHeldForTooLong_losesPatience() throws Exception {
    Turnstile impatient = new Turnstile(SHORT);
    impatient.hold(SHORT);
    CompletableFuture<Void> waiting = impatient.enter();

    assertThatThrownBy(() -> waiting.get(20, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(TimeoutException.class);
    impatient.release();

    assertThat(impatient.hold(SHORT)).as("it did not come in").isTrue();
  }

  @Test
  public void hold_whenInterrupted_holdsNothing() throws Exception {
    var _ = turnstile.enter();
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> turnstile.hold(LONG)).isInstanceOf(InterruptedException.class);

    assertThat(turnstile.enter()).isCompleted();
  }

  @Test
  public void holdAndRelease_underLoad_neverLetsTwoKindsInside() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger entered = new AtomicInteger();
    CompletableFuture<Void> visitors =
        CompletableFuture.runAsync(() -> {
          for (int i = 0; i < 20_000; i++) {
            turnstile.enter().join();
            inside.incrementAndGet();
            entered.incrementAndGet();
            inside.decrementAndGet();
            turnstile.leave();
          }
        });
    while (!visitors.isDone()) {
      assertThat(turnstile.hold(LONG)).isTrue();
      assertThat(inside).hasValue(0);
      turnstile.release();
    }
    visitors.get(20, TimeUnit.SECONDS);
    assertThat(entered).hasValue(20_000);
  }

  /** Who comes in because it is not held yet goes out again. */
  private boolean isHeld() {
    boolean isInside = turnstile.enter().isDone();
    if (isInside) {
      turnstile.leave();
    }
    return !isInside;
  }

  private CompletableFuture<Boolean> holdAside() {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return turnstile.hold(LONG);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    });
  }
}
