package dev.buntime.sandbox.internal.guard;

import dev.buntime.sandbox.AppThreads;
import java.util.concurrent.RejectedExecutionException;
import org.osgi.framework.Bundle;

/**
 * The threads of a bundle of an app that is nobody's worker: there are none. So its activator fails
 * if somebody starts it, in the web console for example.
 *
 * @param bundle of an app
 */
record NoWorker(Bundle bundle) implements AppThreads {

  @Override
  public boolean ownsCurrentThread() {
    return false;
  }

  @Override
  public void execute(Runnable task) {
    throw new RejectedExecutionException(
        "%s %s runs in workers only, and this bundle is none: do not start it, send the app a request"
            .formatted(bundle.getSymbolicName(), bundle.getVersion()));
  }
}
