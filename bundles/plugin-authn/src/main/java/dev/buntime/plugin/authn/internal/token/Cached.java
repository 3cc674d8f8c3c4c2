package dev.buntime.plugin.authn.internal.token;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A document of a provider that is fetched when it is needed, by one fetch at a time, and kept
 * while the provider is away.
 *
 * <p>Who asks while it is fetched gets the same stage. Thread-safe; takes no lock.
 */
final class Cached<T> {
  private static final Logger log = LoggerFactory.getLogger(Cached.class);

  private final String what;
  private final Supplier<? extends CompletionStage<T>> source;
  private final CachePolicy policy;
  private final InstantSource clock;
  private final AtomicReference<State<T>> state =
      new AtomicReference<>(new State<>(null, Instant.MIN, Instant.MIN, null, null));

  /**
   * @param what it is, for messages
   * @param source fetches it
   */
  Cached(
      String what,
      Supplier<? extends CompletionStage<T>> source,
      CachePolicy policy,
      InstantSource clock) {
    this.what = what;
    this.source = source;
    this.policy = policy;
    this.clock = clock;
  }

  /**
   * The document. Waits for the provider only if there is none yet, or one that is very old; for
   * that one not for long, and not if the last fetch has failed.
   *
   * @return completes exceptionally with {@link ProviderUnavailableException} if there is none
   */
  CompletionStage<T> get() {
    State<T> now = state.get();
    Document<T> document = now.usable(clock.instant(), policy.longest());
    if (document == null) {
      return fetchAgain(now);
    }
    Duration age = Duration.between(document.fetched, clock.instant());
    if (age.compareTo(policy.fresh()) < 0) {
      return CompletableFuture.completedFuture(document.value);
    }
    CompletionStage<T> fetched = fetchAgain(now);
    boolean isAway = now.failure != null; // nobody waits for it until it answers again
    if (isAway || age.compareTo(policy.fresh().multipliedBy(2)) < 0) {
      return CompletableFuture.completedFuture(document.value);
    }
    return fetched
        .toCompletableFuture()
        .copy() // others wait for the fetch itself
        .completeOnTimeout(document.value, policy.longestWait().toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(_ -> document.value);
  }

  /** Something is not in the document: the document as it is now, unless it was just fetched. */
  CompletionStage<T> getNewer() {
    State<T> now = state.get();
    Document<T> document = now.usable(clock.instant(), policy.longest());
    if (document == null) {
      return fetchAgain(now);
    }
    boolean isRecent = clock.instant().isBefore(document.fetched.plus(policy.pause()));
    return isRecent
        ? CompletableFuture.completedFuture(document.value)
        : fetchAgain(now).exceptionally(_ -> document.value);
  }

  /** Joins the fetch that is under way, or begins one unless the last one has just failed. */
  private CompletionStage<T> fetchAgain(State<T> seen) {
    if (seen.flight != null) {
      return seen.flight;
    }
    ProviderUnavailableException failure = seen.failure;
    if (failure != null && clock.instant().isBefore(seen.failed.plus(policy.retry()))) {
      return CompletableFuture.failedFuture(failure);
    }
    CompletableFuture<T> flight = new CompletableFuture<>();
    if (!state.compareAndSet(seen, seen.flying(flight))) {
      return fetchAgain(state.get());
    }
    var _ =
        CompletableFuture.completedFuture(source)
            .thenCompose(Supplier::get)
            .whenComplete((value, problem) -> land(flight, value, problem));
    return flight;
  }

  private void land(CompletableFuture<T> flight, @Nullable T value, @Nullable Throwable problem) {
    Instant now = clock.instant();
    if (value != null && problem == null) {
      State<T> before = state.getAndSet(State.of(value, now));
      if (before.failure != null) {
        log.info("{}: the provider answers again", what);
      }
      flight.complete(value);
      return;
    }
    ProviderUnavailableException failure = unavailable(problem);
    State<T> before = state.getAndUpdate(each -> each.failed(failure, now));
    if (before.failure == null) {
      log.warn("{} could not be fetched: {}", what, failure.getMessage());
    }
    flight.completeExceptionally(failure);
  }

  private ProviderUnavailableException unavailable(@Nullable Throwable problem) {
    Throwable cause = problem == null ? null : Failures.cause(problem);
    return switch (cause) {
      case ProviderUnavailableException known -> known;
      case null -> new ProviderUnavailableException(what + ": there is nothing");
      default -> new ProviderUnavailableException(what + ": " + cause.getMessage(), cause);
    };
  }

  /** A value and when it came. */
  private record Document<T>(T value, Instant fetched) {}

  /**
   * What is known at one moment.
   *
   * @param value null if none was ever fetched
   * @param fetched when the value came
   * @param failed when the last fetch failed
   * @param failure why; null if it did not
   * @param flight the fetch that is under way, if one is
   */
  private record State<T>(
      @Nullable T value,
      Instant fetched,
      Instant failed,
      @Nullable ProviderUnavailableException failure,
      @Nullable CompletableFuture<T> flight) {

    static <T> State<T> of(T value, Instant now) {
      return new State<>(value, now, Instant.MIN, null, null);
    }

    State<T> flying(CompletableFuture<T> next) {
      return new State<>(value, fetched, failed, failure, next);
    }

    State<T> failed(ProviderUnavailableException why, Instant now) {
      return new State<>(value, fetched, now, why, null);
    }

    @Nullable Document<T> usable(Instant now, Duration longest) {
      T known = value;
      return known == null || !now.isBefore(fetched.plus(longest))
          ? null
          : new Document<>(known, fetched);
    }
  }
}
