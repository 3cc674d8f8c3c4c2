package dev.buntime.plugins.internal;

import dev.buntime.plugins.Inbound;
import dev.buntime.plugins.Outbound;
import dev.buntime.plugins.Passage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The way of one request through a chain. It is counted there from its beginning: as one that
 * plugins may be asked about until they have been asked, as one whose answer they may be shown
 * until they have been shown it.
 */
final class ChainPassage implements Passage {
  private enum Answer {
    TO_COME,
    SHOWN,
    OVER
  }

  private final Chain chain;
  private final HookThreads threads;
  private final AtomicBoolean asked = new AtomicBoolean();
  private final AtomicReference<Answer> answer = new AtomicReference<>(Answer.TO_COME);

  /** Whose transforms may still be called; null when it is closed. */
  private final AtomicReference<@Nullable List<Seat>> transforming =
      new AtomicReference<>(List.of());

  /** To be made for a request that the chain has counted. */
  ChainPassage(Chain chain, HookThreads threads) {
    this.chain = chain;
    this.threads = threads;
  }

  @Override
  public boolean isEmpty() {
    return false;
  }

  @Override
  public List<String> awaited() {
    return chain.awaited();
  }

  @Override
  public boolean hearsAnswers() {
    return !chain.hearAnswers().isEmpty();
  }

  @Override
  public void request(Inbound inbound) {
    if (!asked.compareAndSet(false, true)) {
      throw new IllegalStateException("the plugins have been asked already");
    }
    new RequestWalk(chain.hearRequests(), threads, inbound, this::askedAll).goOn();
  }

  private void askedAll() {
    chain.requests().leave();
    if (!hearsAnswers()) {
      close();
    }
  }

  @Override
  public void answer(Outbound outbound) {
    if (asked.compareAndSet(false, true)) {
      chain.requests().leave();
    }
    if (answer.compareAndSet(Answer.TO_COME, Answer.SHOWN)) {
      new AnswerWalk(this, chain.hearAnswers(), threads, outbound).goOn();
    }
  }

  /** Whether nobody waits for the answer any more. */
  boolean isClosed() {
    return answer.get() == Answer.OVER;
  }

  /**
   * No plugin is shown the answer any more.
   *
   * @return whether it is still to be sent
   */
  boolean shown() {
    boolean wanted = answer.getAndSet(Answer.OVER) == Answer.SHOWN;
    chain.answers().leave();
    return wanted;
  }

  /** A plugin transforms the body, until the request is over. */
  void transformedBy(Seat seat) {
    seat.transforms.enter();
    List<Seat> before =
        transforming.getAndUpdate(known -> known == null ? null : with(known, seat));
    if (before == null) {
      seat.transforms.leave(); // over meanwhile, so nobody is going to call it
    }
  }

  private static List<Seat> with(List<Seat> known, Seat seat) {
    List<Seat> more = new ArrayList<>(known);
    more.add(seat);
    return more;
  }

  @Override
  public void close() {
    if (asked.compareAndSet(false, true)) {
      chain.requests().leave();
    }
    if (answer.getAndSet(Answer.OVER) == Answer.TO_COME) {
      chain.answers().leave();
    } // else whoever shows it counts it, if not already done
    List<Seat> held = transforming.getAndSet(null);
    if (held != null) {
      held.forEach(seat -> seat.transforms.leave());
    }
  }
}
