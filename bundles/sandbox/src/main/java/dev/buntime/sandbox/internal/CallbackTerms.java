package dev.buntime.sandbox.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.PrototypeServiceFactory;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/**
 * How services are lent that exist to be called by Configuration Admin and Event Admin.
 *
 * @param app of whom
 */
record CallbackTerms(AppScope app) implements Lending.Terms {

  @Override
  public @Nullable Loan loanOf(ServiceReference<?> service) {
    return Loan.ofCallback(service);
  }

  @Override
  public PrototypeServiceFactory<Object> factory(
      BundleContext context, ServiceReference<?> service, Loan loan) {
    return new Faces(context, service, app.calls(), app.calls().newQueue(), loan.types());
  }

  @Override
  public void lent(Loan loan) {
    // It answers no requests.
  }

  private record Faces(
      BundleContext context,
      ServiceReference<?> service,
      AppCalls calls,
      AppQueue queue,
      List<String> types)
      implements PrototypeServiceFactory<Object> {

    @Override
    public Object getService(Bundle user, ServiceRegistration<Object> registration) {
      return new ConfinedCallback(service, new Borrowed(context, service), calls, queue)
          .faced(types);
    }

    @Override
    public void ungetService(Bundle user, ServiceRegistration<Object> registration, Object faced) {
      ConfinedCallback.giveBack(faced);
    }
  }
}
