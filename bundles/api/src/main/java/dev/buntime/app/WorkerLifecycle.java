package dev.buntime.app;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears of turns in the life of the app's worker. A whiteboard service of the app.
 *
 * <p>Called on threads of the worker, one call at a time. What a call throws is logged and has no
 * further effect. A call that takes longer than 5 s is not waited for.
 */
@ConsumerType
public interface WorkerLifecycle {

  /** The worker has had no request for a second. A request may come at any time. */
  default void onIdle() {}

  /**
   * The worker is going to end: its requests are answered, no other will come, its servlets and its
   * bundle are still there. Not called if the worker has to be killed.
   */
  default void onTerminate() {}
}
