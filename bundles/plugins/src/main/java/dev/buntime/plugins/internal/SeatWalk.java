package dev.buntime.plugins.internal;

import dev.buntime.runtime.ErrorCode;
import dev.buntime.runtime.InvocationException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes to the plugins of a chain, one after another. One thread at a time goes on with it,
 * whichever the last plugin left it on. Whoever calls a plugin leaves its {@link Seat#calls} when
 * the outcome is there.
 */
abstract class SeatWalk {
  private static final Logger log = LoggerFactory.getLogger(SeatWalk.class);

  private final List<Seat> seats;
  private final HookThreads threads;
  private int next;

  /**
   * @param seats in the order of the walk
   */
  SeatWalk(List<Seat> seats, HookThreads threads) {
    this.seats = seats;
    this.threads = threads;
  }

  final HookThreads threads() {
    return threads;
  }

  /** Goes to the next one, or to the end. */
  final void goOn() {
    if (next == seats.size() || isOver()) {
      end();
      return;
    }
    Seat seat = seats.get(next).incumbent();
    seat.calls.enter(); // first: whoever vacates a seat looks at the calls afterwards
    CompletableFuture<Void> vacancy = seat.vacancy();
    if (vacancy != null) {
      seat.calls.leave();
      threads.executeAfter(vacancy, this::goOn, this::fail);
      return;
    }
    next++;
    InvocationException obstacle = seat.obstacle();
    if (obstacle != null) {
      seat.calls.leave();
      stumble(obstacle);
      return;
    }
    call(seat);
  }

  /** A plugin has failed. */
  final void stumble(InvocationException why) {
    if (passesOverFailures()) {
      goOn();
    } else {
      fail(why);
    }
  }

  /**
   * Does the last thing behind the plugins. Whatever goes wrong there, the client gets an answer.
   *
   * @param wrong what it means if it goes wrong, a sentence without a full stop
   * @param failed is told if it goes wrong
   */
  static void finish(String wrong, Runnable last, Consumer<InvocationException> failed) {
    try {
      last.run();
    } catch (RuntimeException e) {
      log.error(wrong, e);
      failed.accept(
          new InvocationException(
              ErrorCode.PLUGIN_ERROR, wrong + "; the log has it under this requestId.", "", "", e));
    }
  }

  /** Whether nobody waits for the rest. */
  abstract boolean isOver();

  /** No plugin is left. */
  abstract void end();

  /** Calls the plugin of a seat, which is well. */
  abstract void call(Seat seat);

  /** Whether a plugin that fails is passed over. */
  abstract boolean passesOverFailures();

  /** Does not go on, because a plugin has failed. */
  abstract void fail(InvocationException why);
}
