package dev.buntime.plugins.internal;

import dev.buntime.plugin.PluginResponse;
import dev.buntime.plugins.Outbound;
import dev.buntime.runtime.InvocationException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows an answer to the plugins, one after another. */
final class AnswerWalk extends SeatWalk {
  private final ChainPassage passage;
  private final Outbound outbound;

  /**
   * @param passage is told when no plugin is called any more, before the outbound is
   * @param seats in reverse order
   */
  AnswerWalk(ChainPassage passage, List<Seat> seats, HookThreads threads, Outbound outbound) {
    super(seats, threads);
    this.passage = passage;
    this.outbound = outbound;
  }

  @Override
  boolean isOver() {
    return passage.isClosed();
  }

  @Override
  void end() {
    if (passage.shown()) {
      finish("The answer cannot be sent behind the plugins", outbound::done, outbound::failed);
    }
  }

  @Override
  void call(Seat seat) {
    if (!seat.hears(Hook.REQUEST)) {
      seat.countRequest();
    }
    PluginResponse draft = outbound.draft();
    String requestId = draft.request().requestId();
    threads()
        .call(
            seat,
            Hook.RESPONSE,
            requestId,
            () -> {
              seat.occupant().plugin().onResponse(draft);
              return null;
            },
            new Shown(seat, requestId, draft));
  }

  @Override
  boolean passesOverFailures() {
    return outbound.passesOverFailures();
  }

  @Override
  void fail(InvocationException why) {
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
