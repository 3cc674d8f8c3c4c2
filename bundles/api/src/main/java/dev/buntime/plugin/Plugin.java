package dev.buntime.plugin;

import dev.buntime.runtime.dto.WorkerEventDTO;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One station on the way of a request. A whiteboard service.
 *
 * <p>The service must have the property {@value #NAME}; {@link PluginName} sets it on a component.
 * Plugins are called in the order of {@code service.ranking}, highest first, and of two with the
 * same ranking the one with the lower service id first. {@link #onResponse} and {@link #onShutdown}
 * go the other way. If two services have the same name, the newer one is in force.
 *
 * <p>Hooks run on threads of the runner that are there for plugins. Each may block for a limited
 * time: after the time limit for hooks (5 s unless configured) it is interrupted, the request is
 * answered with 500 {@code PLUGIN_ERROR} and the overrun is counted. What a hook throws has the
 * same effect: a plugin that does not work lets nobody pass. To wait for something longer or for
 * many requests at once, return {@link Decision#later}, which holds no thread.
 *
 * <p>A hook that is not overridden costs nothing. Hooks are called by many threads at the same
 * time.
 *
 * {@snippet :
 * @Component
 * @PluginName("plugin-greeting")
 * @ServiceRanking(50)
 * public final class Greeting implements Plugin {
 *   @Override
 *   public void onResponse(PluginResponse response) {
 *     response.setHeader("X-Greeting", "hello");
 *   }
 * }
 * }
 */
@ConsumerType
public interface Plugin {
  /**
   * Service property: the plugin's name, such as {@code plugin-metrics}; see {@link PluginName}.
   */
  String NAME = "buntime.plugin.name";

  /**
   * Service property, a {@code Boolean}: whether {@link #onRequest} and {@link #onResponse} may
   * wait for anything, be it a lock, a file or another machine. Default {@code true}. With {@code
   * false} they run on whichever thread has the request, which saves two changes of thread per
   * request; then no time limit protects the runner from them.
   */
  String BLOCKING = "buntime.plugin.blocking";

  /**
   * Called once before any other hook, when the plugin's service has appeared. Until it returns the
   * plugin is not in force; if it throws or takes longer than 30 s the plugin has failed.
   */
  default void onInit(PluginContext context) throws Exception {}

  /**
   * A request has come, and nobody has answered it yet.
   *
   * @return whether it may go on and with which changes, or the answer
   */
  default Decision onRequest(PluginRequest request) throws Exception {
    return Decision.pass();
  }

  /**
   * The answer to a request is there, and nothing of it is sent yet. Called once for every answer:
   * those of apps, of other plugins, of the runner, and errors. Not called for informational
   * answers (1xx) other than 101.
   */
  default void onResponse(PluginResponse response) throws Exception {}

  /** A worker is ready for its first request. Calls come one at a time, in order. */
  default void onWorkerSpawn(WorkerEventDTO worker) throws Exception {}

  /** A worker that was ready has ended or failed. Calls come one at a time, in order. */
  default void onWorkerTerminate(WorkerEventDTO worker) throws Exception {}

  /**
   * The last call: the plugin is not in force any more, and all requests that it has seen are
   * answered or given up.
   */
  default void onShutdown() throws Exception {}
}
