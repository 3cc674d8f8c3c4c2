package dev.buntime.sandbox.internal;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.hooks.service.EventListenerHook;
import org.osgi.framework.hooks.service.FindHook;
import org.osgi.framework.hooks.service.ListenerHook;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Hides services across the walls (OSGi Core, chapter 55): {@link Visibility} decides.
 *
 * <p>The sandbox bundle itself sees everything, or it could not lend anything.
 */
@Component(property = "dev.buntime.wall=services")
public final class ServiceWall implements FindHook, EventListenerHook {
  private final BundleContext self;
  private final Visibility visibility;

  /**
   * Made by Declarative Services.
   *
   * @param loans what is lent
   */
  @Activate
  public ServiceWall(BundleContext self, @Reference Loans loans) {
    this.self = self;
    this.visibility = new Visibility(loans);
  }

  @Override
  public void find(
      BundleContext context,
      @Nullable String name,
      @Nullable String filter,
      boolean allServices,
      Collection<ServiceReference<?>> references) {
    if (!isSelf(context)) {
      references.removeIf(reference -> !visibility.sees(context, reference));
    }
  }

  @Override
  public void event(
      ServiceEvent event, Map<BundleContext, Collection<ListenerHook.ListenerInfo>> listeners) {
    ServiceReference<?> service = event.getServiceReference();
    listeners.keySet().removeIf(context -> !isSelf(context) && !visibility.hears(context, service));
  }

  private boolean isSelf(BundleContext context) {
    return context.getBundle().equals(self.getBundle());
  }
}
