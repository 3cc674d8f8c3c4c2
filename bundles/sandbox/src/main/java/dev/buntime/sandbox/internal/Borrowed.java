package dev.buntime.sandbox.internal;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service object of an app that is made when it is needed for the first time. Getting it and
 * giving it back may run code of the app, so both are for the app's threads. Thread-safe.
 */
final class Borrowed {
  private static final Logger log = LoggerFactory.getLogger(Borrowed.class);

  private final BundleContext context;
  private final ServiceReference<?> service;
  private final FutureTask<@Nullable Object> object;

  /**
   * @param context of the app's bundle
   */
  Borrowed(BundleContext context, ServiceReference<?> service) {
    this.context = context;
    this.service = service;
    this.object = new FutureTask<>(() -> context.getServiceObjects(service).getService());
  }

  /**
   * The object.
   *
   * @return null if there is none any more
   */
  @Nullable Object get() throws InterruptedException {
    object.run();
    try {
      return object.get();
    } catch (ExecutionException e) {
      log.debug("{} is gone already", service, e);
      return null;
    }
  }

  /** Gives it back, if it was needed at all. */
  void giveBack() throws InterruptedException {
    if (object.isDone()) {
      Object known = get();
      if (known != null) {
        giveBack(context, service, known);
      }
    }
  }

  /** Gives a service object back. */
  @SuppressWarnings("unchecked") // what was got from it
  static <S> void giveBack(BundleContext context, ServiceReference<S> service, Object object) {
    try {
      context.getServiceObjects(service).ungetService((S) object);
    } catch (IllegalStateException | IllegalArgumentException e) {
      log.debug("{} is gone already", service, e);
    }
  }
}
