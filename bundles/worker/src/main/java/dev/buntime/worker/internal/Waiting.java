package dev.buntime.worker.internal;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits on the current thread, never for ever. */
final class Waiting {
  private static final Logger log = LoggerFactory.getLogger(Waiting.class);

  private Waiting() {}

  /**
   * Waits until a step is over; what it ended with is its own matter.
   *
   * @return whether it is over; false after the limit
   */
  static boolean on(CompletableFuture<?> step, Duration limit) throws InterruptedException {
    try {
      step.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      log.debug("a step that was waited for failed", e.getCause()); // whoever took it logs it
    }
    return true;
  }
}
