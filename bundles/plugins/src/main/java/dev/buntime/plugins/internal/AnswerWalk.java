package dev.buntime.plugins.internal;

import dev.buntime.plugin.PluginResponse;
import dev.buntime.plugins.Outbound;
import dev.buntime.runtime.ErrorCode;
import dev.buntime.runtime.InvocationException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows an answer to the plugins, one after another. One thread at a time goes on with it,
 * whichever the last plugin left it on.
 */
final class AnswerWalk {
  private static final Logger log = LoggerFactory.getLogger(AnswerWalk.class);

  private final ChainPassage passage;
  private final List<Seat> seats;
  private final HookThreads threads;
  private final Outbound outbound;
  private int next;

  /**
   * @param passage is told when no plugin is called any more, before the outbound is
   * @param seats in reverse order
   */
  AnswerWalk(ChainPassage passage, List<Seat> seats, HookThreads threads, Outbound outbound) {
    this.passage = passage;
    this.seats = seats;
    this.threads = threads;
    this.outbound = outbound;
  }

  /** Shows it to the next one. */
  void goOn() {
    if (next == seats.size() || passage.isClosed()) {
      if (passage.shown()) {
        finish();
      }
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
    if (!seat.hears(Hook.REQUEST)) {
      seat.countRequest();
    }
    PluginResponse draft = outbound.draft();
    String requestId = draft.request().requestId();
    threads.call(
        seat,
        Hook.RESPONSE,
        requestId,
        () -> {
          seat.occupant().plugin().onResponse(draft);
          return null;
        },
        new Shown(seat, requestId, draft));
  }

  /** Whatever goes wrong behind the plugins, the client gets an answer. */
  private void finish() {
    try {
      outbound.done();
    } catch (RuntimeException e) {
      log.error("an answer cannot be sent behind the plugins", e);
      outbound.failed(
          new InvocationException(
              ErrorCode.PLUGIN_ERROR,
              "The answer cannot be sent behind the plugins; the log has it under this requestId.",
              "",
              "",
              e));
    }
  }

  /** A plugin has failed. */
  private void stumble(InvocationException why) {
    if (outbound.passesOverFailures()) {
      goOn();
    } else {
      fail(why);
    }
  }

  private void fail(InvocationException why) {
    if (passage.shown()) {
      outbound.failed(why);
    }
  }

  /** Hears that one plugin has seen it. */
  private final class Shown implements Outcome<@Nullable Void> {
    private final Seat seat;
    private final String requestId;
    private final PluginResponse draft;

    Shown(Seat seat, String requestId, PluginResponse draft) {
      this.seat = seat;
      this.requestId = requestId;
      this.draft = draft;
    }

    @Override
    public void returned(@Nullable Void nothing) {
      try {
        outbound.accept(
            draft,
            transform -> {
              passage.transformedBy(seat);
              return new GuardedTransform(seat, requestId, transform);
            });
      } catch (RuntimeException e) {
        failed(seat.threw(Hook.RESPONSE, requestId, e));
        return;
      }
      seat.calls.leave();
      goOn();
    }

    @Override
    public void failed(InvocationException why) {
      seat.calls.leave();
      stumble(why);
    }
  }
}
