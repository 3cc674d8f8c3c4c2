package dev.buntime.worker.internal;

import dev.buntime.app.WorkerLifecycle;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells an app of turns in the life of its worker: calls its {@link WorkerLifecycle} services, one
 * call at a time, on threads of the worker. Thread-safe.
 */
final class Lifecycles {
  private static final Logger log = LoggerFactory.getLogger(Lifecycles.class);

  private final Bundle bundle;
  private final Executor threads;
  private CompletableFuture<Void> last = CompletableFuture.completedFuture(null); // by this

  Lifecycles(Bundle bundle, Executor threads) {
    this.bundle = bundle;
    this.threads = threads;
  }

  /** Tells that nothing is to be done at the moment. */
  void idle() {
    var _ = tell(WorkerLifecycle::onIdle);
  }

  /**
   * Tells that the end is near.
   *
   * @return completes when the app has been told
   */
  CompletableFuture<Void> terminate() {
    return tell(WorkerLifecycle::onTerminate);
  }

  private synchronized CompletableFuture<Void> tell(Consumer<WorkerLifecycle> turn) {
    List<ServiceReference<?>> services = services();
    if (services.isEmpty()) {
      return last;
    }
    last = last.thenRunAsync(() -> services.forEach(service -> call(service, turn)), threads);
    return last;
  }

  private List<ServiceReference<?>> services() {
    if (bundle.getState() == Bundle.UNINSTALLED) {
      return List.of(); // by the app itself
    }
    ServiceReference<?>[] all = bundle.getRegisteredServices();
    return all == null ? List.of() : Arrays.stream(all).filter(Lifecycles::isLifecycle).toList();
  }

  private static boolean isLifecycle(ServiceReference<?> service) {
    return service.getProperty(Constants.OBJECTCLASS) instanceof String[] types
        && List.of(types).contains(WorkerLifecycle.class.getName());
  }

  private void call(ServiceReference<?> service, Consumer<WorkerLifecycle> turn) {
    BundleContext context = bundle.getBundleContext();
    if (context == null) {
      return; // the bundle has stopped
    }
    try {
      if (context.getService(service) instanceof WorkerLifecycle lifecycle) {
        turn.accept(lifecycle);
      }
    } catch (Throwable failure) { // the root of app code on this thread
      log.warn("{}: {} failed on a turn in the life of its worker", bundle, service, failure);
    } finally {
      unget(context, service);
    }
  }

  private static void unget(BundleContext context, ServiceReference<?> service) {
    try {
      context.ungetService(service);
    } catch (IllegalStateException e) {
      log.debug("{} is gone already", service, e);
    }
  }
}
