package dev.buntime.itests.pax.app;

import java.util.Collection;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.hooks.service.FindHook;

/** A framework hook; it would hear of everybody's look-ups. */
public final class SilentHook implements FindHook {

  @Override
  public void find(
      BundleContext context,
      String name,
      String filter,
      boolean allServices,
      Collection<ServiceReference<?>> references) {}
}
