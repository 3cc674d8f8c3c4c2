package dev.buntime.sandbox.internal;

import dev.buntime.sandbox.AppThreads;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls code of an app on the app's threads, whatever thread the platform comes with. */
public final class AppCalls {
  private static final Logger log = LoggerFactory.getLogger(AppCalls.class);

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final AppThreads threads;
  private final Duration patience;
  private final AppQueue posted;

  /** Waits up to 30 s for a call that has to be over when it returns. */
  public AppCalls(AppThreads threads) {
    this(threads, PATIENCE);
  }

  /**
   * @param threads where the app's code runs
   * @param patience how long the platform's thread waits for a call that has to be over when it
   *     returns
   */
  AppCalls(AppThreads threads, Duration patience) {
    this.threads = threads;
    this.patience = patience;
    this.posted = new AppQueue(threads);
  }

  /** Whether the current thread is one of the app's, so that it is called at once. */
  public boolean areHere() {
    return threads.ownsCurrentThread();
  }

  /**
   * Calls and waits for the end, for a limited time.
   *
   * @return what the call returns
   * @throws Exception what the call throws
   * @throws TimeoutException if the call takes too long; it is interrupted
   * @throws RejectedExecutionException if the app's threads have ended
   */
  public <T extends @Nullable Object> T call(Callable<T> code) throws Exception {
    if (threads.ownsCurrentThread()) {
      return code.call();
    }
    FutureTask<T> task = new FutureTask<>(code);
    threads.execute(task);
    try {
      return task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | InterruptedException e) {
      task.cancel(true);
      throw e;
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case Exception failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw e;
      }
    }
  }

  /**
   * Calls at once on the app's own threads, and soon from any other; what is called from others
   * runs one after the other.
   */
  public void post(Runnable code) {
    if (threads.ownsCurrentThread()) {
      code.run();
    } else {
      posted.add(code);
    }
  }

  /** A queue of its own for what is told to one object of the app. */
  AppQueue newQueue() {
    return new AppQueue(threads);
  }

  /** Calls and waits for the end; that it could not be waited for is logged, not thrown. */
  void end(Runnable code) {
    try {
      var _ =
          call(() -> {
            code.run();
            return Boolean.TRUE;
          });
    } catch (RuntimeException e) {
      throw e;
    } catch (TimeoutException e) {
      log.warn("code of an app did not return within {} s", patience.toSeconds(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      throw new IllegalStateException("a Runnable throws no checked exception", e);
    }
  }
}
