package dev.buntime.pipeline.internal;

import dev.buntime.sandbox.WorkerEndedError;
import dev.buntime.worker.Lease;
import java.util.concurrent.Executor;
import org.eclipse.jetty.ee10.servlet.ServletChannel;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.io.QuietException;
import org.eclipse.jetty.server.Request;

/**
 * Jetty's servlet machinery of one request, with all its asynchronous events (dispatch, time-out,
 * read and write listeners) on the threads of a worker instead of Jetty's.
 */
final class WorkerChannel extends ServletChannel {
  private final Lease lease;
  private final Handover worker;

  WorkerChannel(ServletContextHandler servlets, Request request, Lease lease) {
    super(servlets, request);
    this.lease = lease;
    this.worker = new Handover(lease);
  }

  Executor executor() {
    return worker;
  }

  /** Jetty calls this on its own thread when content arrives that a read listener waits for. */
  @Override
  public void handle() {
    if (lease.ownsCurrentThread()) {
      super.handle();
    } else {
      execute(super::handle);
    }
  }

  @Override
  protected void execute(Runnable task) {
    worker.execute(() -> getContext().run(task));
  }

  @Override
  protected void execute(Runnable task, Request request) {
    worker.execute(() -> getContext().run(task, request));
  }

  /**
   * Hears what app code throws, on dispatch as in asynchronous events. Before the answer has begun
   * it leads to an error answer, see {@link ProblemHandler}; afterwards nobody else would count it.
   */
  @Override
  protected void handleException(Throwable failure) {
    ExchangeRequest core = Request.as(getRequest(), ExchangeRequest.class);
    if (core == null) {
      super.handleException(failure);
    } else if (WorkerEndedError.isIn(failure)) {
      core.end().recalled(Lease.Recall.CUT);
      super.handleException(new AccessEndedException(core.exchange()));
    } else {
      if (core.access().isCommitted() && !QuietException.isQuiet(failure)) {
        lease.failed(failure);
      }
      super.handleException(failure);
    }
  }
}
