package dev.buntime.itests.app;

import dev.buntime.app.WorkerLifecycle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/**
 * Hears of the turns in the life of its worker, and leaves a system property for each: the name of
 * the thread group that it heard on.
 */
public final class FarewellActivator implements BundleActivator, WorkerLifecycle {
  /** Property that is set when the worker becomes idle. */
  public static final String IDLE = "dev.buntime.itests.idle";

  /** Property that is set when the worker is going to end. */
  public static final String TERMINATE = "dev.buntime.itests.terminate";

  @Override
  public void start(BundleContext context) {
    context.registerService(WorkerLifecycle.class, this, null);
  }

  @Override
  public void stop(BundleContext context) {
    // The framework takes the service back.
  }

  @Override
  public void onIdle() {
    hear(IDLE);
  }

  @Override
  public void onTerminate() {
    hear(TERMINATE);
  }

  private static void hear(String property) {
    System.setProperty(property, Thread.currentThread().getThreadGroup().getName());
  }
}
