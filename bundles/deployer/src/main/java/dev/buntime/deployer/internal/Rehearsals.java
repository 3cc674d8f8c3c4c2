package dev.buntime.deployer.internal;

import dev.buntime.catalog.LiveApp;
import dev.buntime.catalog.Rehearsal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has candidates rehearsed, and stands between the deployer and whatever goes wrong there. */
final class Rehearsals {
  private static final Logger log = LoggerFactory.getLogger(Rehearsals.class);

  private final Rehearsal rehearsal;
  private final InstantSource clock;

  /**
   * @param clock tells since when a candidate is pending
   */
  Rehearsals(Rehearsal rehearsal, InstantSource clock) {
    this.rehearsal = rehearsal;
    this.clock = clock;
  }

  /**
   * Begins when what the candidate needs is provided, which may be now.
   *
   * @param goes the live app that leaves the catalog when the candidate enters it, null if none
   *     does
   * @param work how long the work on the artifact took
   * @param ended told on any thread, unless the rehearsal has ended when this returns
   */
  Pending begin(Candidate candidate, @Nullable LiveApp goes, Duration work, Runnable ended) {
    CompletableFuture<Void> provided = candidate.generations().provided();
    return pending(candidate, provided.thenCompose(_ -> rehearse(candidate, goes)), work, ended);
  }

  /** Lets a candidate go without a rehearsal, as soon as what it needs is provided. */
  Pending skip(Candidate candidate, Duration work, Runnable ended) {
    return pending(candidate, candidate.generations().provided(), work, ended);
  }

  private Pending pending(
      Candidate candidate, CompletableFuture<Void> future, Duration work, Runnable ended) {
    if (!future.isDone()) {
      var _ = future.whenComplete((_, _) -> ended.run());
    }
    return new Pending(candidate, future, clock.instant(), System.nanoTime(), work);
  }

  private CompletableFuture<Void> rehearse(Candidate candidate, @Nullable LiveApp goes) {
    try {
      return candidate.proof()
          ? rehearsal.prove(candidate.app(), goes)
          : rehearsal.rehearse(candidate.app(), goes);
    } catch (RuntimeException e) {
      log.error("the rehearsal of {} failed; it is refused", candidate.id(), e);
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Calls a candidate off: it is not going to enter the catalog. */
  void cancel(Candidate candidate) {
    try {
      var _ = rehearsal.cancel(candidate.app());
    } catch (RuntimeException e) {
      log.error("{} cannot be called off; its bundle goes when it stops", candidate.id(), e);
    }
  }
}
