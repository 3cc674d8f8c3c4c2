package dev.buntime.sandbox.internal;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
 * Follows the services of one app and keeps a second one registered for each that the platform may
 * have: on behalf of the app's bundle, and on the thread that registered the first. Thread-safe.
 */
final class Lending {
  private static final Logger log = LoggerFactory.getLogger(Lending.class);

  private final Bundle bundle;
  private final Loans loans;
  private final Terms terms;
  private final Set<ServiceReference<?>> known = ConcurrentHashMap.newKeySet();
  private final Map<ServiceReference<?>, ServiceRegistration<?>> lent = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /** What is lent, and how. */
  interface Terms {

    /** The properties under which a service is lent; null if it is not lent. */
    @Nullable Loan loanOf(ServiceReference<?> service);

    /** Gives the platform the app's own object behind the face that it needs. */
    PrototypeServiceFactory<Object> factory(
        BundleContext context, ServiceReference<?> service, Loan loan);

    /** A loan is in force. */
    void lent(Loan loan);
  }

  /**
   * @param bundle the bundle of the app
   * @param loans knows what is lent
   */
  Lending(Bundle bundle, Loans loans, Terms terms) {
    this.bundle = bundle;
    this.loans = loans;
    this.terms = terms;
  }

  /** Follows a service of the app through its life. */
  void serviceChanged(int event, ServiceReference<?> service) {
    switch (event) {
      case ServiceEvent.REGISTERED -> lend(service);
      case ServiceEvent.MODIFIED -> relend(service);
      default -> takeBack(service);
    }
  }

  /** Takes everything back and lends nothing any more. */
  void close() {
    closed = true;
    lent.keySet().forEach(this::takeBack);
  }

  private void lend(ServiceReference<?> service) {
    BundleContext context = bundle.getBundleContext();
    if (closed || context == null) {
      return; // the worker is going away
    }
    if (!known.add(service)) {
      return; // told of both by the listener and by the look at what was there before
    }
    Loan loan = terms.loanOf(service);
    if (loan == null) {
      return;
    }
    ServiceRegistration<?> registration =
        loans.register(
            bundle,
            () ->
                context.registerService(
                    loan.types().toArray(String[]::new),
                    terms.factory(context, service, loan),
                    loan.properties()));
    lent.put(service, registration);
    if (closed) {
      takeBack(service); // closed while it was registered
    } else {
      terms.lent(loan);
    }
  }

  private void relend(ServiceReference<?> service) {
    ServiceRegistration<?> registration = lent.get(service);
    if (registration == null) {
      lend(service);
      return;
    }
    Loan loan = terms.loanOf(service);
    if (loan != null) {
      registration.setProperties(loan.properties());
    } else {
      takeBack(service);
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
      log.debug("{} was unregistered by the framework already", service, e);
    }
  }
}
