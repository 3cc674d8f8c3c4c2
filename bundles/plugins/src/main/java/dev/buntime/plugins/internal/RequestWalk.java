package dev.buntime.plugins.internal;

import dev.buntime.plugin.Decision;
import dev.buntime.plugin.PluginRequest;
import dev.buntime.plugins.Inbound;
import dev.buntime.runtime.InvocationException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks the plugins, one after another, what is to become of a request. */
final class RequestWalk extends SeatWalk {
  private final Inbound inbound;
  private final Runnable onEnd;

  /**
   * @param seats in order
   * @param onEnd runs when no plugin is asked any more, before the inbound is told
   */
  RequestWalk(List<Seat> seats, HookThreads threads, Inbound inbound, Runnable onEnd) {
    super(seats, threads);
    this.inbound = inbound;
    this.onEnd = onEnd;
  }

  @Override
  boolean isOver() {
    return false;
  }

  @Override
  void end() {
    onEnd.run();
    reply(inbound::arrived);
  }

  @Override
  void call(Seat seat) {
    seat.countRequest();
    PluginRequest request = inbound.request();
    Answer answer = new Answer(seat, request.requestId(), threads().now());
    threads()
        .call(
            seat,
            Hook.REQUEST,
            request.requestId(),
            () -> seat.occupant().plugin().onRequest(request),
            answer);
  }

  @Override
  boolean passesOverFailures() {
    return inbound.passesOverFailures();
  }

  @Override
  void fail(InvocationException why) {
    onEnd.run();
    inbound.failed(why);
  }

  private void reply(Runnable last) {
    finish("The request cannot go on behind the plugins", last, inbound::failed);
  }

  /** Hears what one plugin decides. */
  private final class Answer implements Outcome<@Nullable Decision> {
    private final Seat seat;
    private final String requestId;
    private final long since;

    Answer(Seat seat, String requestId, long since) {
      this.seat = seat;
      this.requestId = requestId;
      this.since = since;
    }

    @Override
    public void returned(@Nullable Decision decision) {
      if (!(decision instanceof Decision.Later)) {
        seat.calls.leave();
      }
      switch (decision) {
        case null -> stumble(seat.erred(Hook.REQUEST, requestId, "it decided null"));
        case Decision.Pass pass -> pass(pass);
        case Decision.Answer given -> end(() -> inbound.answered(given));
        case Decision.Refuse refusal -> end(() -> inbound.refused(refusal));
        case Decision.Later later ->
            new LateDecision(threads(), seat, requestId, since, this).follow(later);
      }
    }

    private void pass(Decision.Pass pass) {
      try {
        inbound.passed(seat.name(), pass);
      } catch (RuntimeException e) {
        stumble(seat.threw(Hook.REQUEST, requestId, e));
        return;
      }
      goOn();
    }

    private void end(Runnable reply) {
      seat.countAnswer();
      onEnd.run();
      reply(() -> {
        try {
          reply.run();
        } catch (IllegalArgumentException e) {
          inbound.failed(seat.threw(Hook.REQUEST, requestId, e));
        }
      });
    }

    @Override
    public void failed(InvocationException why) {
      seat.calls.leave();
      stumble(why);
    }
  }
}
