package dev.buntime.plugin.authn.internal.token;

import java.util.concurrent.CompletionException;
import java.util.function.Function;

/** Steps of stages that may fail with checked exceptions. */
public final class Stages {
  private Stages() {}

  /**
   * A step of {@code thenApply} or {@code thenCompose}.
   *
   * @param <T> what comes in
   * @param <R> what goes on
   * @param <E> what it may fail with, which is then the failure of the stage
   */
  @FunctionalInterface
  public interface Step<T, R, E extends Exception> {
    /** Takes the step. */
    R apply(T value) throws E;
  }

  /** The step as a function; its exception becomes the cause of what the stage fails with. */
  public static <T, R, E extends Exception> Function<T, R> check(Step<T, R, E> step) {
    return value -> {
      try {
        return step.apply(value);
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new CompletionException(e);
      }
    };
  }
}
