package dev.buntime.sandbox.internal.guard;

import dev.buntime.sandbox.AppThreads;
import java.util.concurrent.RejectedExecutionException;
import org.osgi.framework.Bundle;

/**
 * The threads of a bundle of an app that is nobody's worker any more: there are none.
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
        "%s %s is not called any more: its worker has ended"
            .formatted(bundle.getSymbolicName(), bundle.getVersion()));
  }
}
