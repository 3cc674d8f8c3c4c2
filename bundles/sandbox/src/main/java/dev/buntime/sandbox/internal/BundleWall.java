package dev.buntime.sandbox.internal;

import dev.buntime.catalog.LiveApp;
import java.util.Collection;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.hooks.bundle.EventHook;
import org.osgi.framework.hooks.bundle.FindHook;
import org.osgi.service.component.annotations.Component;

/** Hides the bundles of other apps from an app (OSGi Core, chapter 56). */
@Component
public final class BundleWall implements FindHook, EventHook {

  @Override
  public void find(BundleContext context, Collection<Bundle> bundles) {
    Bundle reader = context.getBundle();
    if (LiveApp.isApp(reader)) {
      bundles.removeIf(bundle -> isOther(bundle, reader));
    }
  }

  @Override
  public void event(BundleEvent event, Collection<BundleContext> contexts) {
    Bundle bundle = event.getBundle();
    if (LiveApp.isApp(bundle)) {
      contexts.removeIf(
          context -> LiveApp.isApp(context.getBundle()) && isOther(bundle, context.getBundle()));
    }
  }

  private static boolean isOther(Bundle bundle, Bundle reader) {
    return LiveApp.isApp(bundle) && !bundle.equals(reader);
  }
}
