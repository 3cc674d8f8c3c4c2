package dev.buntime.repositories.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.hooks.resolver.ResolverHook;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.resource.Capability;
import org.osgi.resource.Requirement;
import org.osgi.resource.Resource;
import org.osgi.resource.Wiring;

/**
 * What an app may have of the bundles that the runner has, at one moment: what they provide, as far
 * as the wall lets the app, and what is installed for the app, have it.
 */
final class RunnersBundles {
  private final Map<Resource, Wiring> wirings = new LinkedHashMap<>();
  private final Map<String, List<BundleCapability>> capabilities = new LinkedHashMap<>();
  private final BundleRevision app;
  private final ResolverHookFactory wall;

  /**
   * Looks.
   *
   * @param isOfApps tells the bundles of apps, which are nobody else's
   */
  RunnersBundles(
      BundleContext context,
      Predicate<Bundle> isOfApps,
      BundleRevision app,
      ResolverHookFactory wall) {
    this.app = app;
    this.wall = wall;
    for (Bundle bundle : context.getBundles()) {
      BundleWiring wiring = isOfApps.test(bundle) ? null : bundle.adapt(BundleWiring.class);
      if (wiring != null) {
        add(wiring);
      }
    }
  }

  private void add(BundleWiring wiring) {
    List<BundleCapability> offered = wiring.getCapabilities(null);
    if (offered != null) { // else it has ended at this moment
      wirings.put(wiring.getRevision(), wiring);
      offered.forEach(each ->
          capabilities.computeIfAbsent(each.getNamespace(), _ -> new ArrayList<>()).add(each));
    }
  }

  /** The wirings of all. */
  Map<Resource, Wiring> wirings() {
    return wirings;
  }

  /** What fulfils a requirement of the app, or of a bundle that is to be installed for it. */
  List<Capability> grant(Wanted wanted) {
    Collection<BundleCapability> granted =
        new ArrayList<>(
            capabilities.getOrDefault(wanted.requirement().getNamespace(), List.of()).stream()
                .filter(wanted::isGrantedBy)
                .toList());
    if (granted.isEmpty()) {
      return List.of();
    }
    ResolverHook hook = wall.begin(List.of(app));
    if (hook != null) {
      hook.filterMatches(new OfApp(wanted.requirement(), app), granted);
      hook.end();
    }
    return List.copyOf(granted);
  }

  /**
   * A requirement as one of the app: what is installed for an app may wire to what the app may wire
   * to.
   */
  private record OfApp(Requirement requirement, BundleRevision app) implements BundleRequirement {

    @Override
    public BundleRevision getRevision() {
      return app;
    }

    @Override
    public BundleRevision getResource() {
      return app;
    }

    @Override
    public boolean matches(BundleCapability capability) {
      return new Wanted(requirement).isGrantedBy(capability);
    }

    @Override
    public String getNamespace() {
      return requirement.getNamespace();
    }

    @Override
    public Map<String, String> getDirectives() {
      return requirement.getDirectives();
    }

    @Override
    public Map<String, Object> getAttributes() {
      return requirement.getAttributes();
    }
  }
}
