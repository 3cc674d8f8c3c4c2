package dev.buntime.plugin.authn.internal.token;

import java.util.concurrent.CompletionException;

/** What a stage has failed with. */
public final class Failures {
  private Failures() {}

  /** The failure itself, without what the stages between have wrapped around it. */
  public static Throwable cause(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause(cause) : failure;
  }
}
