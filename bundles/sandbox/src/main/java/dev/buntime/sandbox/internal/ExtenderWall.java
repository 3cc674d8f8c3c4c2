package dev.buntime.sandbox.internal;

import dev.buntime.catalog.LiveApp;
import java.util.Collection;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.hooks.bundle.EventHook;
import org.osgi.framework.hooks.bundle.FindHook;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Hides from extenders, such as Felix SCR and SPI Fly, an app that has declared a service which the
 * framework itself calls: they would register it, and no other wall keeps it from the framework.
 *
 * <p>The {@link WhiteboardSandbox} refuses such an app before it starts and says why. It comes this
 * far if it updates itself later.
 */
@Component(property = "dev.buntime.wall=extenders")
public final class ExtenderWall implements FindHook, EventHook {
  private static final String EXTENDER = "osgi.extender";

  private final Declarations declarations;

  /**
   * Made by Declarative Services.
   *
   * @param declarations what bundles have declared
   */
  @Activate
  public ExtenderWall(@Reference Declarations declarations) {
    this.declarations = declarations;
  }

  @Override
  public void find(BundleContext context, Collection<Bundle> bundles) {
    if (isExtender(context)) {
      bundles.removeIf(this::isHidden);
    }
  }

  @Override
  public void event(BundleEvent event, Collection<BundleContext> contexts) {
    if (isHidden(event.getBundle())) {
      contexts.removeIf(ExtenderWall::isExtender);
    }
  }

  private boolean isHidden(Bundle bundle) {
    return LiveApp.isApp(bundle) && declarations.forbiddenIn(bundle).isPresent();
  }

  private static boolean isExtender(BundleContext context) {
    BundleWiring wiring = context.getBundle().adapt(BundleWiring.class);
    List<BundleCapability> offered = wiring == null ? null : wiring.getCapabilities(EXTENDER);
    return offered != null && !offered.isEmpty();
  }
}
