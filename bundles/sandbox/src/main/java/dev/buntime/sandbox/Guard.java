package dev.buntime.sandbox;

import java.util.function.Function;
import org.osgi.annotation.versioning.ConsumerType;
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
   * @param calls where code of the app runs that the framework calls on a thread of its own
   * @param events hears what the app does
   * @throws IllegalStateException if the bundle is under guard already
   */
  Ward guard(
      Bundle generation,
      ThreadGroup threads,
      Function<Thread, ThreadOwner> ownerOf,
      AppThreads calls,
      Events events);

  /** Whether a bundle is under guard: as a generation, or because it was installed for one. */
  boolean isGuarded(Bundle bundle);

  /** What a worker wants to hear of its app. Told on threads of the app; to return soon. */
  @ConsumerType
  @FunctionalInterface
  interface Events {

    /** The app called {@code System.exit} or the like, and gets an error thrown; each time. */
    void exitCalled();

    /**
     * A virtual thread of the app ended with a failure that nobody caught. Of platform threads
     * their group hears.
     */
    default void uncaught(Throwable failure) {}
  }
}
