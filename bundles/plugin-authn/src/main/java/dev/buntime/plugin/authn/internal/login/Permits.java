package dev.buntime.plugin.authn.internal.login;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** A bound for how much of something is under way at once. Thread-safe; nobody waits. */
final class Permits {
  private final Semaphore free;

  /**
   * @param most how many there are
   */
  Permits(int most) {
    free = new Semaphore(most);
  }

  /**
   * Begins something, which has a permit until it completes.
   *
   * @return empty if no permit is left; then it is not begun
   */
  <T> Optional<CompletionStage<T>> run(Supplier<CompletionStage<T>> something) {
    if (!free.tryAcquire()) {
      return Optional.empty();
    }
    CompletionStage<T> begun;
    try {
      begun = something.get();
    } catch (RuntimeException e) {
      free.release();
      throw e;
    }
    return Optional.of(begun.whenComplete((_, _) -> free.release()));
  }
}
