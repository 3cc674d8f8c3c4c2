package dev.buntime.plugin.authn.internal;

import dev.buntime.plugin.Identity;
import dev.buntime.plugin.authn.internal.token.Failures;
import dev.buntime.plugin.authn.internal.token.InvalidTokenException;
import dev.buntime.plugin.authn.internal.token.ProviderUnavailableException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

/** What one provider, or several together, say of a credential. */
sealed interface Verdict {

  /** Whether nobody else is to be heard. */
  boolean isFinal();

  /** What it is together with the verdict of the next provider. */
  Verdict or(Verdict next);

  /** The verdict as a stage, which fails with the reason of a refusal. */
  CompletionStage<Accepted> asStage();

  /**
   * The credential holds.
   *
   * @param provider that has verified it
   * @param identity whose it is
   */
  record Accepted(Provider provider, Identity identity) implements Verdict {
    @Override
    public boolean isFinal() {
      return true;
    }

    @Override
    public Verdict or(Verdict next) {
      return this;
    }

    @Override
    public CompletionStage<Accepted> asStage() {
      return CompletableFuture.completedFuture(this);
    }
  }

  /**
   * The credential does not hold, or that is not known.
   *
   * @param weight of the reason
   * @param failure the reason
   */
  record Refused(Weight weight, Throwable failure) implements Verdict {
    @Override
    public boolean isFinal() {
      return weight == Weight.FINAL;
    }

    /**
     * Of two reasons the one with more weight is told, of two with the same the first. If the token
     * names both providers, and cannot be of one of them, it may be of either, so both are told.
     */
    @Override
    public Verdict or(Verdict next) {
      if (!(next instanceof Refused other)) {
        return isFinal() ? this : next;
      }
      if (weight == Weight.NAMED && other.weight == Weight.ELSEWHERE) {
        return either(this, other);
      }
      if (weight == Weight.ELSEWHERE && other.weight == Weight.NAMED) {
        return either(other, this);
      }
      return isFinal() || other.weight.compareTo(weight) <= 0 ? this : other;
    }

    private static Refused either(Refused named, Refused elsewhere) {
      String both = named.failure.getMessage() + ", or " + elsewhere.failure.getMessage();
      return new Refused(Weight.EITHER, new InvalidTokenException(both, named.failure));
    }

    @Override
    public CompletionStage<Accepted> asStage() {
      return CompletableFuture.failedFuture(failure);
    }
  }

  /** How much the reason of a refusal tells to whoever has shown the credential; least first. */
  enum Weight {
    /** It cannot be of this provider. */
    STRANGE,
    /** It is refused by a provider that takes tokens of any issuer. */
    ANYBODY,
    /** It names this provider, and cannot be of it: it is for somebody else, for example. */
    ELSEWHERE,
    /** It is refused by the provider that it names. */
    NAMED,
    /** It is refused by one provider that it names, and cannot be of another one that it names. */
    EITHER,
    /** Its signature holds, and something that it says does not. */
    SIGNED,
    /** It could hold at a provider that does not answer. */
    UNKNOWN,
    /** It is refused for all providers, or one has made a mistake. */
    FINAL;

    static Weight of(Provider provider, Credential credential, Throwable failure) {
      return switch (Failures.cause(failure)) {
        case InvalidTokenException e when e.isOfSigned() -> SIGNED;
        case InvalidTokenException _ -> provider.isNamedBy(credential.secret()) ? NAMED : ANYBODY;
        case ProviderUnavailableException _, TimeoutException _ -> UNKNOWN;
        case Throwable _ -> FINAL;
      };
    }
  }
}
