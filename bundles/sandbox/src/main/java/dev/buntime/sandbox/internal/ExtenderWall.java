package dev.buntime.sandbox.internal;

import dev.buntime.catalog.LiveApp;
import dev.buntime.sandbox.Guard;
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
 * Hides from extenders, such as Felix SCR and SPI Fly, the apps with which they would do what no
 * other wall prevents:
 *
 * <ul>
 *   <li>one that has declared a service which the framework itself calls; they would register it.
 *       The {@link WhiteboardSandbox} refuses such an app before it starts and says why. It comes
 *       this far if it updates itself later.
 *   <li>one that is started and is nobody's worker, in the web console for example: they would
 *       activate its components, on a thread that is not its own.
 * </ul>
 */
@Component(property = "dev.buntime.wall=extenders")
public final class ExtenderWall implements FindHook, EventHook {
  private static final String EXTENDER = "osgi.extender";

  private static final int STARTS =
      BundleEvent.STARTING | BundleEvent.STARTED | BundleEvent.LAZY_ACTIVATION;

  private final Declarations declarations;
  private final Guard guard;

  /**
   * Made by Declarative Services.
   *
   * @param declarations what bundles have declared
   * @param guard knows which bundles are those of workers
   */
  @Activate
  public ExtenderWall(@Reference Declarations declarations, @Reference Guard guard) {
    this.declarations = declarations;
    this.guard = guard;
  }

  @Override
  public void find(BundleContext context, Collection<Bundle> bundles) {
    if (isExtender(context)) {
      bundles.removeIf(bundle -> isForbidden(bundle) || (isNoWorker(bundle) && isStarted(bundle)));
    }
  }

  @Override
  public void event(BundleEvent event, Collection<BundleContext> contexts) {
    Bundle bundle = event.getBundle();
    if (isForbidden(bundle) || ((event.getType() & STARTS) != 0 && isNoWorker(bundle))) {
      contexts.removeIf(ExtenderWall::isExtender);
    }
  }

  private boolean isForbidden(Bundle bundle) {
    return LiveApp.isApp(bundle) && declarations.forbiddenIn(bundle).isPresent();
  }

  private static boolean isStarted(Bundle bundle) {
    return (bundle.getState() & (Bundle.STARTING | Bundle.ACTIVE)) != 0;
  }

  private boolean isNoWorker(Bundle bundle) {
    return LiveApp.isApp(bundle) && !guard.isGuarded(bundle);
  }

  private static boolean isExtender(BundleContext context) {
    BundleWiring wiring = context.getBundle().adapt(BundleWiring.class);
    List<BundleCapability> offered = wiring == null ? null : wiring.getCapabilities(EXTENDER);
    return offered != null && !offered.isEmpty();
  }
}
