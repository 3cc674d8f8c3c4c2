package dev.buntime.sandbox;

import java.util.function.Function;
import org.osgi.annotation.versioning.ProviderType;
import org.osgi.framework.Bundle;

/**
 * Makes the code of apps stoppable.
 *
 * <p>While this service is registered, classes of apps are woven when they load: each method entry
 * and each backward jump is a safepoint at which the code of a killed generation ends, and calls
 * that would end the JVM end the worker. Thread-safe.
 */
@ProviderType
public interface Guard {

  /**
   * Takes a generation of an app under guard. To be called before any of its classes is loaded.
   *
   * @param generation the bundle of one worker
   * @param threads the group that the worker's platform threads are in
   * @param ownerOf whose a thread of that group is; called on any thread
   * @param onExit hears, on the thread of the app, that the app called {@code System.exit} or the
   *     like, each time; must return soon and not throw; the caller gets an error thrown
   * @throws IllegalStateException if the bundle is under guard already
   */
  Ward guard(
      Bundle generation,
      ThreadGroup threads,
      Function<Thread, ThreadOwner> ownerOf,
      Runnable onExit);
}
