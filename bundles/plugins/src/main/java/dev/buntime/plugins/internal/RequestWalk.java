package dev.buntime.plugins.internal;

import dev.buntime.plugin.Decision;
import dev.buntime.plugin.PluginRequest;
import dev.buntime.plugins.Inbound;
import dev.buntime.runtime.ErrorCode;
import dev.buntime.runtime.InvocationException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the plugins, one after another, what is to become of a request. One thread at a time goes on
 * with it, whichever the last plugin left it on.
 */
final class RequestWalk {
  private static final Logger log = LoggerFactory.getLogger(RequestWalk.class);

  private final List<Seat> seats;
  private final HookThreads threads;
  private final Inbound inbound;
  private final Runnable onEnd;
  private int next;

  /**
   * @param seats in order
   * @param onEnd runs when no plugin is asked any more, before the inbound is told
   */
  RequestWalk(List<Seat> seats, HookThreads threads, Inbound inbound, Runnable onEnd) {
    this.seats = seats;
    this.threads = threads;
    this.inbound = inbound;
    this.onEnd = onEnd;
  }

  /** Asks the next one. */
  void goOn() {
    if (next == seats.size()) {
      onEnd.run();
      reply(inbound::arrived);
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
    seat.countRequest();
    PluginRequest request = inbound.request();
    Answer answer = new Answer(seat, request.requestId(), threads.now());
    threads.call(
        seat,
        Hook.REQUEST,
        request.requestId(),
        () -> seat.occupant().plugin().onRequest(request),
        answer);
  }

  /** A plugin has failed. */
  private void stumble(InvocationException why) {
    if (inbound.passesOverFailures()) {
      goOn();
    } else {
      fail(why);
    }
  }

  private void fail(InvocationException why) {
    onEnd.run();
    inbound.failed(why);
  }

  /** Whatever goes wrong behind the plugins, the client gets an answer. */
  private void reply(Runnable last) {
    try {
      last.run();
    } catch (RuntimeException e) {
      log.error("a request cannot go on behind the plugins", e);
      inbound.failed(
          new InvocationException(
              ErrorCode.PLUGIN_ERROR,
              "The request cannot go on behind the plugins; the log has it under this requestId.",
              "",
              "",
              e));
    }
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
            new LateDecision(threads, seat, requestId, since, this).follow(later);
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
