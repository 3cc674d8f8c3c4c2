package dev.buntime.deployer.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;

/**
 * A candidate whose rehearsal has begun.
 *
 * @param candidate what is going to be live
 * @param rehearsal tells whether it starts
 * @param since when it began
 * @param sinceNanos the same in nanoseconds of {@link System#nanoTime}
 * @param work how long the work on the artifact took before that
 */
record Pending(
    Candidate candidate,
    CompletableFuture<Void> rehearsal,
    Instant since,
    long sinceNanos,
    Duration work) {
  private static final String CALLED_OFF = "its start was called off";

  boolean isReady() {
    return rehearsal.state() == Future.State.SUCCESS;
  }

  boolean isDone() {
    return rehearsal.isDone();
  }

  /** Why it does not start, in words without a full stop; empty if it starts or nobody knows. */
  Optional<String> failure() {
    return switch (rehearsal.state()) {
      case RUNNING, SUCCESS -> Optional.empty();
      case CANCELLED -> Optional.of(CALLED_OFF);
      case FAILED -> Optional.of(words(rehearsal.exceptionNow()));
    };
  }

  /** Why what it needs was not provided; empty if it was, or nobody knows. */
  Optional<RefusedException> refusal() {
    return candidate.generations().provided().isCompletedExceptionally()
        ? Optional.of(Provisioning.refusal(candidate.generations().provided().exceptionNow()))
        : Optional.empty();
  }

  private static String words(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException
            ? Objects.requireNonNullElse(failure.getCause(), failure)
            : failure;
    if (cause instanceof CancellationException) {
      return CALLED_OFF;
    }
    String words = Objects.requireNonNullElse(cause.getMessage(), cause.toString()).strip();
    return words.endsWith(".") ? words.substring(0, words.length() - 1) : words;
  }

  /** How long all took until now. */
  Duration took() {
    return work.plusNanos(System.nanoTime() - sinceNanos);
  }
}
