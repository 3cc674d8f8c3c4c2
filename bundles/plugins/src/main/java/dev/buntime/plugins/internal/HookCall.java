package dev.buntime.plugins.internal;

import dev.buntime.runtime.InvocationException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call of a hook within a time limit: the outcome is told when the hook returns, or when its
 * time is over, whichever comes first.
 *
 * <pre>
 * Ordered → Running ───────────────────→ Over
 *    └──────────┴→ Interrupting → Overdue → Over
 * </pre>
 *
 * <p>An interrupt hits the thread only while it is in this hook and does not outlive it.
 */
final class HookCall<T extends @Nullable Object> implements Timed, Runnable {
  private static final Logger log = LoggerFactory.getLogger(HookCall.class);

  /** How long an interrupted thread has to come back before it counts as one that hangs. */
  private static final long GRACE_NANOS = Duration.ofSeconds(1).toNanos();

  private sealed interface State {}

  private record Ordered() implements State {}

  private record Running(Thread thread) implements State {}

  private record Interrupting() implements State {}

  private record Overdue(long since, boolean hangs) implements State {}

  private record Over() implements State {}

  private final HookThreads threads;
  private final Seat seat;
  private final Hook hook;
  private final String requestId;
  private final Duration limit;
  private final long deadline;
  private final Callable<T> code;
  private final Outcome<T> outcome;
  private final AtomicReference<State> state = new AtomicReference<>(new Ordered());

  HookCall(
      HookThreads threads,
      Seat seat,
      Hook hook,
      String requestId,
      Duration limit,
      Callable<T> code,
      Outcome<T> outcome) {
    this.threads = threads;
    this.seat = seat;
    this.hook = hook;
    this.requestId = requestId;
    this.limit = limit;
    this.deadline = threads.now() + limit.toNanos();
    this.code = code;
    this.outcome = outcome;
  }

  /** Calls the hook on this thread, unless its time was over before it came to that. */
  @Override
  public void run() {
    State ordered = state.get();
    Running running = new Running(Thread.currentThread());
    if (!(ordered instanceof Ordered) || !state.compareAndSet(ordered, running)) {
      return;
    }
    T value;
    try {
      value = PluginThread.occupied(() -> seat.run(requestId, code));
    } catch (Throwable failure) { // the root of what a plugin does on this thread
      if (leave(running)) {
        tell(() -> outcome.failed(seat.threw(hook, requestId, failure)));
      } else {
        log.debug("{} failed in {} after its time", seat, hook, failure);
      }
      return;
    }
    if (leave(running)) {
      tell(() -> outcome.returned(value));
    }
  }

  private void tell(Runnable what) {
    try {
      what.run();
    } catch (Throwable e) { // the root of this thread, which is there for others, too
      log.error("what follows {} of {} failed", hook, seat, e);
    }
  }

  /** The hook has returned; says whether that was in time. */
  private boolean leave(Running running) {
    boolean inTime = state.compareAndSet(running, new Over());
    if (!inTime) {
      while (state.get() instanceof Interrupting) {
        Thread.onSpinWait(); // another thread is just calling interrupt()
      }
      boolean hung = state.getAndSet(new Over()) instanceof Overdue(var _, boolean hangs) && hangs;
      seat.threadBack(hung);
      threads.threadBack();
    }
    var _ = Thread.interrupted();
    threads.forget(this);
    return inTime;
  }

  @Override
  public void check(long now) {
    switch (state.get()) {
      case Ordered ordered when now - deadline >= 0 -> giveUp(ordered);
      case Running running when now - deadline >= 0 -> interrupt(running, now);
      case Overdue(long since, boolean hangs) when !hangs && now - since >= GRACE_NANOS ->
          hangs(since);
      case Ordered _, Running _, Interrupting _, Overdue _, Over _ -> {}
    }
  }

  private void giveUp(Ordered ordered) {
    if (state.compareAndSet(ordered, new Over())) {
      threads.forget(this);
      InvocationException why = seat.tookTooLong(hook, requestId, limit);
      threads.executeLate(() -> outcome.failed(why));
    }
  }

  /** Nobody calls the hook, unless its time was over before. */
  void refuse(InvocationException why) {
    if (state.get() instanceof Ordered ordered && state.compareAndSet(ordered, new Over())) {
      threads.forget(this);
      outcome.failed(why);
    }
  }

  private void interrupt(Running running, long now) {
    if (!state.compareAndSet(running, new Interrupting())) {
      return;
    }
    seat.threadOverdue();
    threads.threadOverdue();
    running.thread().interrupt();
    state.set(new Overdue(now, false));
    InvocationException why = seat.tookTooLong(hook, requestId, limit);
    threads.executeLate(() -> outcome.failed(why));
  }

  private void hangs(long since) {
    if (state.get() instanceof Overdue overdue
        && state.compareAndSet(overdue, new Overdue(since, true))) {
      seat.threadHangs(hook);
    }
  }
}
