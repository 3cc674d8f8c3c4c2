package dev.buntime.sandbox.internal;

import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.util.EventListener;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.PrototypeServiceFactory;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives Felix HTTP the app's own object behind the face that it needs.
 *
 * <p>Making the object, and giving it back, may be code of the app, such as the activation of a
 * component; so both happen on the app's threads.
 */
final class WhiteboardFaces implements PrototypeServiceFactory<Object> {
  private static final Logger log = LoggerFactory.getLogger(WhiteboardFaces.class);

  private final BundleContext context;
  private final ServiceReference<?> service;
  private final AppScope app;
  private final Consumer<Throwable> onInitFailure;

  /**
   * @param context of the app's bundle
   * @param service the one that is lent
   * @param onInitFailure hears what servlets and filters throw out of {@code init}
   */
  WhiteboardFaces(
      BundleContext context,
      ServiceReference<?> service,
      AppScope app,
      Consumer<Throwable> onInitFailure) {
    this.context = context;
    this.service = service;
    this.app = app;
    this.onInitFailure = onInitFailure;
  }

  @Override
  @SuppressWarnings("NullAway") // a null service tells the framework that there is none
  public Object getService(Bundle user, ServiceRegistration<Object> registration) {
    Object object = get();
    return switch (object) {
      case null -> null;
      case Servlet servlet -> new ConfinedServlet(servlet, app, onInitFailure);
      case Filter filter -> new ConfinedFilter(filter, app, onInitFailure);
      case EventListener listener -> ConfinedListener.of(listener, app);
      default -> object;
    };
  }

  private @Nullable Object get() {
    try {
      return app.calls().call(() -> context.getServiceObjects(service).getService());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException | RejectedExecutionException e) {
      log.warn("{} is not to be had: the app did not make it in time, or has ended", service, e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("a service is got without a checked exception", e);
    }
    return null;
  }

  @Override
  public void ungetService(Bundle user, ServiceRegistration<Object> registration, Object faced) {
    Object object =
        switch (faced) {
          case ConfinedServlet servlet -> servlet.delegate();
          case ConfinedFilter filter -> filter.delegate();
          default -> ConfinedListener.delegateOf(faced);
        };
    app.calls().post(() -> Borrowed.giveBack(context, service, object));
  }
}
