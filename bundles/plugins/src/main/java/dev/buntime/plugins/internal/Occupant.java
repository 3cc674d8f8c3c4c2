package dev.buntime.plugins.internal;

import dev.buntime.plugin.Plugin;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The plugin on a seat.
 *
 * @param plugin the service
 * @param hooks those that it overrides
 * @param waits whether {@code onRequest} and {@code onResponse} may wait for anything
 */
record Occupant(Plugin plugin, Set<Hook> hooks, boolean waits) {
  private static final String MDC_REQUEST_ID = "requestId";

  /**
   * Runs code of the plugin on this thread, with its class loader, which libraries of it may look
   * for, and with the id of the request for the log.
   *
   * @param requestId empty if it is not about a request
   */
  <T extends @Nullable Object> T run(String requestId, Callable<T> code) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader loaderBefore = thread.getContextClassLoader();
    String idBefore = MDC.get(MDC_REQUEST_ID);
    thread.setContextClassLoader(plugin.getClass().getClassLoader());
    if (!requestId.isEmpty()) {
      MDC.put(MDC_REQUEST_ID, requestId);
    }
    try {
      return code.call();
    } finally {
      thread.setContextClassLoader(loaderBefore);
      if (idBefore == null) {
        MDC.remove(MDC_REQUEST_ID);
      } else {
        MDC.put(MDC_REQUEST_ID, idBefore);
      }
    }
  }
}
