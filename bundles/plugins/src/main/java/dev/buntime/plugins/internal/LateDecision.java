package dev.buntime.plugins.internal;

import dev.buntime.plugin.Decision;
import dev.buntime.runtime.InvocationException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A decision that a plugin makes later, within the time that it has for the hook. No thread waits.
 * What comes second, a second decision or the end of the time, means nothing.
 */
final class LateDecision implements Timed {
  private static final Logger log = LoggerFactory.getLogger(LateDecision.class);

  private final HookThreads threads;
  private final Seat seat;
  private final String requestId;
  private final Duration limit;
  private final long deadline;
  private final Outcome<@Nullable Decision> outcome;
  private final AtomicBoolean over = new AtomicBoolean();

  /**
   * @param since when the hook was called, in nanoseconds of the ticker
   */
  LateDecision(
      HookThreads threads,
      Seat seat,
      String requestId,
      long since,
      Outcome<@Nullable Decision> outcome) {
    this.threads = threads;
    this.seat = seat;
    this.requestId = requestId;
    this.limit = threads.limit();
    this.deadline = since + limit.toNanos();
    this.outcome = outcome;
  }

  /** Waits for the decision. */
  void follow(Decision.Later later) {
    threads.watch(this);
    try {
      CompletionStage<? extends Decision> stage = later.decision();
      boolean here =
          !seat.occupant().waits()
              || (stage instanceof CompletableFuture<?> future && future.isDone());
      var _ = stage.whenComplete((decision, failure) -> hear(decision, failure, here));
    } catch (RuntimeException e) { // the stage may be the plugin's own
      settle(null, e);
    }
  }

  /** The thread that completes the stage is the plugin's; the request goes on on another one. */
  private void hear(@Nullable Decision decision, @Nullable Throwable failure, boolean here) {
    if (here) {
      settle(decision, failure);
      return;
    }
    try {
      threads.execute(() -> settle(decision, failure));
    } catch (RejectedExecutionException e) {
      log.debug("{} has decided when the threads of plugins had ended", seat, e);
      settle(null, e);
    }
  }

  private void settle(@Nullable Decision decision, @Nullable Throwable failure) {
    if (failure == null && decision instanceof Decision.Later later) {
      if (!over.get()) {
        follow(later);
      }
    } else if (end()) {
      if (failure == null) {
        outcome.returned(decision);
      } else {
        outcome.failed(seat.threw(Hook.REQUEST, requestId, failure));
      }
    }
  }

  @Override
  public void check(long now) {
    if (now - deadline >= 0 && end()) {
      InvocationException why = seat.tookTooLong(Hook.REQUEST, requestId, limit);
      threads.executeLate(() -> outcome.failed(why));
    }
  }

  private boolean end() {
    threads.forget(this);
    return over.compareAndSet(false, true);
  }
}
