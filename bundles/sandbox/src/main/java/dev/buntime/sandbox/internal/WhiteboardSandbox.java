package dev.buntime.sandbox.internal;

import dev.buntime.catalog.LiveApp;
import dev.buntime.sandbox.AppThreads;
import dev.buntime.sandbox.Confinement;
import dev.buntime.sandbox.RefusedAppException;
import dev.buntime.sandbox.Sandbox;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.AllServiceListener;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.hooks.bundle.EventHook;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.hooks.service.EventListenerHook;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Hears of every service of every app and tells the app's {@link Lender}, if there is one. */
@Component(service = {Sandbox.class, WhiteboardSandbox.class})
public final class WhiteboardSandbox implements Sandbox, AllServiceListener {
  private final BundleContext context;
  private final Loans loans;
  private final Declarations declarations;
  private final Map<Bundle, Lender> lenders = new ConcurrentHashMap<>();

  /**
   * Made by Declarative Services.
   *
   * @param loans what is lent
   * @param declarations what bundles have declared
   * @param services the wall between services; without it there is no sandbox
   * @param wiring the wall between wirings, likewise
   * @param extenders the wall before extenders, likewise
   */
  @Activate
  public WhiteboardSandbox(
      BundleContext context,
      @Reference Loans loans,
      @Reference Declarations declarations,
      @Reference(target = "(dev.buntime.wall=services)") EventListenerHook services,
      @Reference(target = "(dev.buntime.wall=wiring)") ResolverHookFactory wiring,
      @Reference(target = "(dev.buntime.wall=extenders)") EventHook extenders) {
    this.context = context;
    this.loans = loans;
    this.declarations = declarations;
    context.addServiceListener(this);
  }

  @Deactivate
  void stop() {
    context.removeServiceListener(this);
    lenders.values().forEach(Lender::close);
  }

  @Override
  public Confinement confine(
      Bundle bundle, String slot, String contextPath, String appPath, AppThreads threads)
      throws RefusedAppException {
    refuseGlobal(bundle);
    Lender lender =
        new Lender(
            bundle,
            slot,
            contextPath,
            appPath,
            new AppCalls(threads),
            loans,
            closed -> lenders.remove(bundle, closed));
    if (lenders.putIfAbsent(bundle, lender) != null) {
      throw new IllegalStateException(bundle + " is confined already");
    }
    ServiceReference<?>[] registered = bundle.getRegisteredServices();
    if (registered != null) {
      for (ServiceReference<?> service : registered) {
        tell(lender, ServiceEvent.REGISTERED, service);
      }
    }
    return lender;
  }

  private void refuseGlobal(Bundle bundle) throws RefusedAppException {
    Optional<String> found = declarations.forbiddenIn(bundle);
    if (found.isPresent()) {
      throw new RefusedAppException(found.get());
    }
  }

  /** Tells an app something soon, on its threads; one without a worker is told nothing. */
  void tell(Bundle app, Runnable news) {
    Lender lender = lenders.get(app);
    if (lender != null) {
      lender.tell(news);
    }
  }

  @Override
  public void serviceChanged(ServiceEvent event) {
    ServiceReference<?> service = event.getServiceReference();
    Bundle bundle = service.getBundle();
    if (bundle == null || !LiveApp.isApp(bundle)) {
      return;
    }
    Lender lender = lenders.get(bundle);
    if (lender != null) {
      tell(lender, event.getType(), service);
    }
  }

  private void tell(Lender lender, int event, ServiceReference<?> service) {
    if (!loans.contains(service)) {
      lender.serviceChanged(event, service);
    }
  }
}
