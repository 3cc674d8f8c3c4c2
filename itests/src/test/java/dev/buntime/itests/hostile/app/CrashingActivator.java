package dev.buntime.itests.hostile.app;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Does not start. */
public final class CrashingActivator implements BundleActivator {
  @Override
  public void start(BundleContext context) {
    throw new IllegalStateException("crashes on purpose");
  }

  @Override
  public void stop(BundleContext context) {
    // Never started.
  }
}
