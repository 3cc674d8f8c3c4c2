package dev.buntime.sandbox.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Which services are lent: those that were registered here, and no others, whatever their
 * properties say.
 *
 * <p>The walls ask for a service while the framework is still registering it, when nobody has its
 * registration yet. It is known then by the thread that registers it: the first unknown service of
 * the app's bundle that this thread is asked about is the one. Thread-safe.
 */
@Component(service = Loans.class)
public final class Loans {
  private final Set<ServiceReference<?>> known = ConcurrentHashMap.newKeySet();
  private final ConcurrentMap<ServiceRegistration<?>, ServiceReference<?>> registered =
      new ConcurrentHashMap<>();
  private final ConcurrentMap<Thread, Bundle> registering = new ConcurrentHashMap<>();

  /** Made by Declarative Services. */
  @Activate
  public Loans() {}

  /**
   * Registers a service that is lent.
   *
   * @param owner the bundle in whose name it is registered
   * @param registrar registers it on the current thread, before anything else
   */
  ServiceRegistration<?> register(Bundle owner, Supplier<ServiceRegistration<?>> registrar) {
    registering.put(Thread.currentThread(), owner);
    try {
      ServiceRegistration<?> registration = registrar.get();
      ServiceReference<?> reference = registration.getReference();
      known.add(reference);
      registered.put(registration, reference);
      return registration;
    } finally {
      registering.remove(Thread.currentThread());
    }
  }

  /**
   * Unregisters a service that is lent; it is known until the last has heard of that.
   *
   * @throws IllegalStateException if it is unregistered already
   */
  void unregister(ServiceRegistration<?> registration) {
    ServiceReference<?> reference = registered.remove(registration);
    try {
      registration.unregister();
    } finally {
      if (reference != null) {
        known.remove(reference);
      }
    }
  }

  /** Whether a service is lent. */
  boolean contains(ServiceReference<?> service) {
    if (known.contains(service)) {
      return true;
    }
    Bundle owner = service.getBundle();
    return owner != null && registering.remove(Thread.currentThread(), owner) && known.add(service);
  }
}
