package dev.buntime.launcher.log;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;

/**
 * Says, a while after a line was left out, how many were: one line for each app, and again after
 * the same while as long as there are more. Thread-safe.
 */
final class FloodReport implements Runnable {
  /** How long it waits for more. */
  static final Duration PAUSE = Duration.ofSeconds(10);

  private final ScheduledExecutorService timer;
  private final Supplier<FloodGate> gate;
  private final Logger log;
  private final AtomicBoolean due = new AtomicBoolean();

  /**
   * @param timer runs it, on a thread of the runner
   * @param gate that counts
   * @param log where it is said
   */
  FloodReport(ScheduledExecutorService timer, Supplier<FloodGate> gate, Logger log) {
    this.timer = timer;
    this.gate = gate;
    this.log = log;
  }

  /** A line was left out. */
  void request() {
    if (!due.get() && due.compareAndSet(false, true)) {
      var _ = timer.schedule(this, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void run() {
    due.set(false); // first: what is left out from now on is told the next time
    FloodGate counting = gate.get();
    counting
        .unreported()
        .forEach((app, count) ->
            log.warn(
                "{} logs more than {} lines a second: {} lines were left out; logging.flood"
                    + " in buntime.jsonc allows more",
                app,
                counting.limit().rate(),
                count));
  }
}
