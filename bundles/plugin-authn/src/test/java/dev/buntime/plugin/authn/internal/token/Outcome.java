package dev.buntime.plugin.authn.internal.token;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What has become of a stage. */
public final class Outcome {
  private Outcome() {}

  /** The value. */
  public static <T> T of(CompletionStage<T> stage) throws Exception {
    try {
      return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("it failed: " + e.getCause(), e);
    }
  }

  /** What it has failed with. */
  public static Throwable failure(CompletionStage<?> stage) throws Exception {
    try {
      Object value = stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
      throw new AssertionError("it did not fail, but gave " + value);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      return cause == null ? e : Failures.cause(cause);
    } catch (TimeoutException e) {
      throw new AssertionError("it hangs", e);
    }
  }

  /** A refusal of a token whose signature holds. */
  public static InvalidTokenException ofSigned(String reason) {
    return new InvalidTokenException(reason).ofSigned();
  }
}
