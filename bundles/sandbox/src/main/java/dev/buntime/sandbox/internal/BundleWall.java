package dev.buntime.sandbox.internal;

import dev.buntime.catalog.LiveApp;
import java.util.Collection;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.hooks.bundle.EventHook;
import org.osgi.framework.hooks.bundle.FindHook;
import org.osgi.service.component.annotations.Component;

/**
 * Hides other apps and the runner from an app (OSGi Core, chapter 56): by {@code getBundles}, by
 * number, by location, by events and trackers it finds only its own {@link Family} and the
 * platform.
 *
 * <p>A location is taken, though: to install a bundle where a hidden one is fails.
 */
@Component
public final class BundleWall implements FindHook, EventHook {

  @Override
  public void find(BundleContext context, Collection<Bundle> bundles) {
    Bundle reader = context.getBundle();
    if (LiveApp.isApp(reader)) {
      bundles.removeIf(bundle -> isHidden(bundle, reader));
    }
  }

  @Override
  public void event(BundleEvent event, Collection<BundleContext> contexts) {
    Bundle bundle = event.getBundle();
    contexts.removeIf(
        context -> LiveApp.isApp(context.getBundle()) && isHidden(bundle, context.getBundle()));
  }

  private static boolean isHidden(Bundle bundle, Bundle reader) {
    return Family.isStranger(bundle, reader) || Visibility.isRunner(bundle);
  }
}
