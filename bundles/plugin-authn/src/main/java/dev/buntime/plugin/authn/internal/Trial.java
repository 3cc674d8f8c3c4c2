package dev.buntime.plugin.authn.internal;

import dev.buntime.plugin.Identity;
import dev.buntime.plugin.authn.internal.Verdict.Accepted;
import dev.buntime.plugin.authn.internal.Verdict.Refused;
import dev.buntime.plugin.authn.internal.Verdict.Weight;
import dev.buntime.plugin.authn.internal.token.Failures;
import dev.buntime.plugin.authn.internal.token.InvalidTokenException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tries a credential at the providers that it may be of: the first in their order that accepts it
 * decides who it is. Thread-safe.
 *
 * <p>A refusal, a wrong signature too, does not hinder another provider. That is safe because every
 * provider does its whole check alone, with its own keys, algorithms and claims, and takes over
 * nothing of what another has found: all together accept what at least one of them would accept if
 * it were the only one, and no more. It is even needed, because a wrong signature says no more than
 * that the key was another one.
 *
 * <p>A provider that a token cannot be of, by the issuer, the audience and the algorithm that it
 * names, is not tried, so that it is asked for no keys because of it. If no provider accepts the
 * token and one that could have done so does not answer, the token is not refused but cannot be
 * verified now.
 *
 * <p>Once one has to be waited for, all after it are begun as well: nobody waits longer for all
 * than for one, and one that does not answer takes no time away from the others. Whose answer comes
 * first makes no difference.
 *
 * @param providers in whose form the credential is, in their order; at least one
 * @param patience how long it takes at most
 */
record Trial(List<Provider> providers, Credential credential, Duration patience) {
  /** Copies the list. */
  Trial {
    providers = List.copyOf(providers);
  }

  /**
   * Tries it.
   *
   * @return fails with the most telling reason if nobody accepts it, as an exception that {@link
   *     Refusals} knows
   */
  CompletionStage<Accepted> run() {
    List<CompletableFuture<Verdict>> begun = new ArrayList<>();
    for (Provider each : providers) {
      CompletableFuture<Verdict> verdict = begin(each);
      begun.add(verdict);
      if (isFinal(verdict)) {
        break; // whatever those before say, those behind are not needed
      }
    }
    return inOrder(begun).thenCompose(Verdict::asStage);
  }

  private static boolean isFinal(CompletableFuture<Verdict> verdict) {
    return verdict.isDone() && verdict.join().isFinal();
  }

  private static CompletableFuture<Verdict> inOrder(List<CompletableFuture<Verdict>> begun) {
    CompletableFuture<Verdict> all = begun.getFirst();
    for (CompletableFuture<Verdict> next : begun.subList(1, begun.size())) {
      all =
          all.thenCompose(first ->
              first.isFinal()
                  ? CompletableFuture.completedFuture(first)
                  : next.thenApply(first::or));
    }
    return all;
  }

  /** Never fails. */
  private CompletableFuture<Verdict> begin(Provider provider) {
    Optional<InvalidTokenException> misfit = provider.misfit(credential.secret());
    if (misfit.isPresent()) {
      Weight weight = provider.isNamedBy(credential.secret()) ? Weight.ELSEWHERE : Weight.STRANGE;
      return CompletableFuture.completedFuture(new Refused(weight, misfit.get()));
    }
    return provider
        .verify(credential)
        .toCompletableFuture()
        .copy() // others may wait for the stage itself
        .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .handle((identity, failure) -> verdict(provider, identity, failure));
  }

  private Verdict verdict(
      Provider provider, @Nullable Identity identity, @Nullable Throwable failure) {
    if (identity != null) {
      return new Accepted(provider, identity);
    }
    Throwable reason =
        failure == null ? new IllegalStateException("nobody, and no reason") : failure;
    return new Refused(Weight.of(provider, credential, reason), Failures.cause(reason));
  }
}
