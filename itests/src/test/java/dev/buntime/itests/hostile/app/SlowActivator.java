package dev.buntime.itests.hostile.app;

import java.util.concurrent.CountDownLatch;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Takes for ever to start, whoever interrupts it. */
public final class SlowActivator implements BundleActivator {
  @SuppressWarnings("UnusedVariable") // written, so that the loop is not empty
  private volatile int interruptions;

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate")
  public void start(BundleContext context) {
    while (true) {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException _) {
        interruptions++;
      }
    }
  }

  @Override
  public void stop(BundleContext context) {
    // Never started.
  }
}
