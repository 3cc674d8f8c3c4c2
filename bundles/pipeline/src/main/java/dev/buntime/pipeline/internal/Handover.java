package dev.buntime.pipeline.internal;

import dev.buntime.worker.Lease;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives what Jetty comes with on threads of its own to threads of an app's worker. Thread-safe.
 *
 * @param lease the place in the worker
 */
record Handover(Lease lease) implements Executor {
  private static final Logger log = LoggerFactory.getLogger(Handover.class);

  private static final ScopedValue<Lease> CURRENT = ScopedValue.newInstance();

  /** An executor that gives what a thread of a worker asks for to the same worker. */
  static Executor orElse(Executor otherwise) {
    return task -> {
      if (CURRENT.isBound()) {
        new Handover(CURRENT.get()).execute(task);
      } else {
        otherwise.execute(task);
      }
    };
  }

  /** If code of an app may run on this thread, lets it find the app's class loader. */
  static void enterApp() {
    if (CURRENT.isBound()) {
      Thread.currentThread().setContextClassLoader(CURRENT.get().classLoader());
    }
  }

  /**
   * Runs a task on the worker, when it has a thread for it.
   *
   * @throws RejectedExecutionException if the worker has ended
   */
  @Override
  public void execute(Runnable task) {
    lease.executor().execute(() -> run(task));
  }

  /**
   * Runs what has to be run, and what a thread of the worker may be waiting for: at once if this is
   * one of its threads, else on one that is free for it. When the worker has ended, it runs here;
   * no code of the app runs then.
   */
  void settle(Runnable task) {
    if (lease.ownsCurrentThread()) {
      task.run();
      return;
    }
    try {
      lease.signals().execute(() -> run(task));
    } catch (RejectedExecutionException e) {
      log.debug("the worker has ended", e);
      task.run();
    }
  }

  /** The outcome of an operation of Jetty, settled. */
  Callback settled(Callback outcome) {
    return Callback.from(
        Callback.InvocationType.NON_BLOCKING, // all that it does here is to hand over
        () -> settle(outcome::succeeded),
        failure -> settle(() -> outcome.failed(failure)));
  }

  private void run(Runnable task) {
    ScopedValue.where(CURRENT, lease).run(task);
  }
}
