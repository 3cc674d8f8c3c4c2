package dev.buntime.sandbox.internal;

import dev.buntime.sandbox.Confinement;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.time.Duration;
import java.util.EventListener;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.PrototypeServiceFactory;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lends the whiteboard services of one app: for each of them it registers a second one that Felix
 * HTTP may see, on behalf of the app's bundle and on the thread that registered the first.
 */
final class Lender implements Confinement {
  private static final Logger log = LoggerFactory.getLogger(Lender.class);

  private final Bundle bundle;
  private final String slot;
  private final String contextPath;
  private final AppPaths paths;
  private final AppCalls calls;
  private final Loans loans;
  private final Consumer<Lender> onClose;
  private final Set<ServiceReference<?>> known = ConcurrentHashMap.newKeySet();
  private final Map<ServiceReference<?>, ServiceRegistration<?>> lent = new ConcurrentHashMap<>();
  private final CountDownLatch entry = new CountDownLatch(1);
  private final AtomicReference<@Nullable Throwable> initFailure = new AtomicReference<>();
  private volatile boolean closed;

  /**
   * @param bundle the bundle of the app
   * @param slot the slot of its worker
   * @param contextPath inner path of the slot's default context
   * @param appPath what the app is told instead
   * @param calls how the app is called
   * @param loans knows what is lent
   * @param onClose hears that nothing is lent any more
   */
  Lender(
      Bundle bundle,
      String slot,
      String contextPath,
      String appPath,
      AppCalls calls,
      Loans loans,
      Consumer<Lender> onClose) {
    this.bundle = bundle;
    this.slot = slot;
    this.contextPath = contextPath;
    this.paths = new AppPaths(contextPath, appPath);
    this.calls = calls;
    this.loans = loans;
    this.onClose = onClose;
  }

  Bundle bundle() {
    return bundle;
  }

  /** Follows a whiteboard service of the app through its life. */
  void serviceChanged(int event, ServiceReference<?> service) {
    switch (event) {
      case ServiceEvent.REGISTERED -> lend(service);
      case ServiceEvent.MODIFIED -> relend(service);
      default -> takeBack(service);
    }
  }

  @Override
  public boolean awaitEntry(Duration atMost) throws InterruptedException {
    return entry.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public Optional<Throwable> initFailure() {
    return Optional.ofNullable(initFailure.get());
  }

  @Override
  public void close() {
    closed = true;
    onClose.accept(this);
    lent.keySet().forEach(this::takeBack);
  }

  private void lend(ServiceReference<?> service) {
    Loan loan = Loan.of(service, slot, contextPath);
    BundleContext context = bundle.getBundleContext();
    if (closed || context == null) {
      return; // the worker is going away
    }
    if (!known.add(service)) {
      return; // told of both by the listener and by the look at what was there before
    }
    if (loan.types().isEmpty()) {
      log.warn(
          "{}: the runner has no use for {} as a whiteboard service; it is ignored", slot, service);
      return;
    }
    ServiceRegistration<?> registration =
        loans.register(
            bundle,
            () ->
                context.registerService(
                    loan.types().toArray(String[]::new),
                    new LoanFactory(context, service),
                    loan.properties()));
    lent.put(service, registration);
    if (closed) {
      takeBack(service); // closed while it was registered
    } else if (loan.isEntry()) {
      entry.countDown();
    }
  }

  private void relend(ServiceReference<?> service) {
    ServiceRegistration<?> registration = lent.get(service);
    if (registration != null) {
      registration.setProperties(Loan.of(service, slot, contextPath).properties());
    } else {
      lend(service);
    }
  }

  private void takeBack(ServiceReference<?> service) {
    known.remove(service);
    ServiceRegistration<?> registration = lent.remove(service);
    if (registration == null) {
      return;
    }
    try {
      loans.unregister(registration);
    } catch (IllegalStateException e) {
      log.debug("{}: {} was unregistered by the framework already", slot, service, e);
    }
  }

  /** Gives Felix HTTP the app's own object behind the face that it needs. */
  private final class LoanFactory implements PrototypeServiceFactory<Object> {
    private final BundleContext context;
    private final ServiceReference<?> service;

    LoanFactory(BundleContext context, ServiceReference<?> service) {
      this.context = context;
      this.service = service;
    }

    @Override
    @SuppressWarnings("NullAway") // a null service tells the framework that there is none
    public Object getService(Bundle user, ServiceRegistration<Object> registration) {
      Object object = context.getServiceObjects(service).getService();
      return switch (object) {
        case null -> null;
        case Servlet servlet -> new ConfinedServlet(servlet, paths, calls, Lender.this::initFailed);
        case Filter filter -> new ConfinedFilter(filter, paths, calls, Lender.this::initFailed);
        case EventListener listener -> ConfinedListener.of(listener, paths, calls);
        default -> object;
      };
    }

    @Override
    public void ungetService(Bundle user, ServiceRegistration<Object> registration, Object faced) {
      Object object =
          switch (faced) {
            case ConfinedServlet servlet -> servlet.delegate();
            case ConfinedFilter filter -> filter.delegate();
            default -> ConfinedListener.delegateOf(faced);
          };
      unget(service, object);
    }

    @SuppressWarnings("unchecked")
    private <S> void unget(ServiceReference<S> reference, Object object) {
      try {
        context.getServiceObjects(reference).ungetService((S) object);
      } catch (IllegalStateException | IllegalArgumentException e) {
        log.debug("{}: {} is gone already", slot, reference, e);
      }
    }
  }

  private void initFailed(Throwable failure) {
    initFailure.compareAndSet(null, failure);
  }
}
