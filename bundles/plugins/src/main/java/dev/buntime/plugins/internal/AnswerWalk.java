package dev.buntime.plugins.internal;

import dev.buntime.plugin.PluginResponse;
import dev.buntime.plugins.Outbound;
import dev.buntime.runtime.InvocationException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shows an answer to the plugins, one after another. One thread at a time goes on with it,
 * whichever the last plugin left it on.
 */
final class AnswerWalk {
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
        outbound.done();
      }
      return;
    }
    Seat seat = seats.get(next++);
    InvocationException obstacle = seat.obstacle();
    if (obstacle != null) {
      fail(obstacle);
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
      outbound.accept(
          draft,
          transform -> {
            passage.transformedBy(seat);
            return new GuardedTransform(seat, requestId, transform);
          });
      goOn();
    }

    @Override
    public void failed(InvocationException why) {
      fail(why);
    }
  }
}
