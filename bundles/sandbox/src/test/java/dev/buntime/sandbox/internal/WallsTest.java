package dev.buntime.sandbox.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.sandbox.Sandbox;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.hooks.resolver.ResolverHook;
import org.osgi.framework.hooks.service.ListenerHook;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;

/** The hooks that draw the walls. */
public final class WallsTest {
  private static final Bundle SANDBOX =
      Fakes.bundle("file:bundles/sandbox.jar", "dev.buntime.sandbox");
  private static final Bundle NAMELESS = Fakes.bundle("file:old.jar", null);
  private static final List<Bundle> ALL =
      List.of(
          Fakes.SHOP,
          Fakes.SHOP_LIBRARY,
          Fakes.CART,
          Fakes.RUNNER,
          Fakes.PLUGIN,
          Fakes.PLATFORM,
          Fakes.IMPOSTOR,
          NAMELESS);

  @Test
  public void wiring_ofPackages_isWhatTheTableSays() {
    assertThat(providersFor(Fakes.SHOP, PackageNamespace.PACKAGE_NAMESPACE))
        .containsExactly(Fakes.SHOP, Fakes.SHOP_LIBRARY, Fakes.PLATFORM, NAMELESS);
    assertThat(providersFor(Fakes.SHOP_LIBRARY, PackageNamespace.PACKAGE_NAMESPACE))
        .containsExactly(Fakes.SHOP, Fakes.SHOP_LIBRARY, Fakes.PLATFORM, NAMELESS);
    assertThat(providersFor(Fakes.IMPOSTOR, PackageNamespace.PACKAGE_NAMESPACE))
        .containsExactly(Fakes.PLATFORM, Fakes.IMPOSTOR, NAMELESS);
    assertThat(providersFor(Fakes.RUNNER, PackageNamespace.PACKAGE_NAMESPACE))
        .containsExactly(Fakes.RUNNER, Fakes.PLUGIN, Fakes.PLATFORM, NAMELESS);
    assertThat(providersFor(Fakes.PLATFORM, PackageNamespace.PACKAGE_NAMESPACE))
        .containsExactly(Fakes.RUNNER, Fakes.PLUGIN, Fakes.PLATFORM, NAMELESS);
  }

  @Test
  public void wiring_ofPackagesForApps_isOpenToApps() {
    String namespace = PackageNamespace.PACKAGE_NAMESPACE;
    List<BundleCapability> packages =
        new ArrayList<>(
            List.of(
                Fakes.capability(Fakes.RUNNER, namespace, "dev.buntime.app"),
                Fakes.capability(Fakes.RUNNER, namespace, "dev.buntime.sandbox.guard"),
                Fakes.capability(Fakes.RUNNER, namespace, "dev.buntime.sandbox"),
                Fakes.capability(Fakes.RUNNER, "dev.buntime", "dev.buntime.app"),
                Fakes.capability(Fakes.CART, namespace, "dev.buntime.app")));

    new WiringWall()
        .begin(List.of())
        .filterMatches(Fakes.requirement(Fakes.SHOP, namespace), packages);

    assertThat(packages)
        .extracting(one -> one.getAttributes().get(namespace))
        .containsExactly("dev.buntime.app", "dev.buntime.sandbox.guard");
  }

  @Test
  public void wiring_ofMeters_isNotForApps() {
    String namespace = PackageNamespace.PACKAGE_NAMESPACE;
    BundleCapability meters =
        Fakes.capability(Fakes.PLATFORM, namespace, "io.micrometer.core.instrument");
    List<BundleCapability> forApp = new ArrayList<>(List.of(meters));
    List<BundleCapability> forPlugin = new ArrayList<>(List.of(meters));
    ResolverHook hook = new WiringWall().begin(List.of());

    hook.filterMatches(Fakes.requirement(Fakes.SHOP, namespace), forApp);
    hook.filterMatches(Fakes.requirement(Fakes.PLUGIN, namespace), forPlugin);

    assertThat(forApp).isEmpty();
    assertThat(forPlugin).containsExactly(meters);
  }

  @Test
  public void wiring_ofHosts_keepsAppsFromAttaching() {
    assertThat(providersFor(Fakes.SHOP, HostNamespace.HOST_NAMESPACE))
        .containsExactly(Fakes.SHOP, Fakes.SHOP_LIBRARY);
    assertThat(providersFor(Fakes.PLATFORM, HostNamespace.HOST_NAMESPACE))
        .containsExactly(Fakes.RUNNER, Fakes.PLUGIN, Fakes.PLATFORM, NAMELESS);
  }

  @Test
  public void wiring_ofSingletons_letsAppsHaveTheSameName() {
    assertThat(collisionsOf(Fakes.SHOP)).isEmpty();
    assertThat(collisionsOf(Fakes.PLATFORM))
        .containsExactly(Fakes.RUNNER, Fakes.PLUGIN, Fakes.PLATFORM, NAMELESS);
  }

  @Test
  public void wiring_ofResolvables_isNotTouched() {
    ResolverHook hook = new WiringWall().begin(List.of());
    var candidates = new ArrayList<>(List.of(Fakes.capability(Fakes.SHOP, "x").getRevision()));

    hook.filterResolvable(candidates);
    hook.end();

    assertThat(candidates).hasSize(1);
  }

  @Test
  public void bundles_find_hidesOtherAppsAndTheRunnerFromApps() {
    assertThat(bundlesSeenBy(Fakes.SHOP))
        .containsExactly(Fakes.SHOP, Fakes.SHOP_LIBRARY, Fakes.PLATFORM, NAMELESS);
    assertThat(bundlesSeenBy(Fakes.SHOP_LIBRARY))
        .containsExactly(Fakes.SHOP, Fakes.SHOP_LIBRARY, Fakes.PLATFORM, NAMELESS);
    assertThat(bundlesSeenBy(Fakes.CART)).containsExactly(Fakes.CART, Fakes.PLATFORM, NAMELESS);
    assertThat(bundlesSeenBy(Fakes.RUNNER)).isEqualTo(ALL);
    assertThat(bundlesSeenBy(Fakes.PLATFORM)).isEqualTo(ALL);
  }

  @Test
  public void bundles_event_isHiddenFromOtherApps() {
    assertThat(hearers(Fakes.SHOP))
        .containsExactly(
            Fakes.SHOP, Fakes.SHOP_LIBRARY, Fakes.RUNNER, Fakes.PLUGIN, Fakes.PLATFORM, NAMELESS);
    assertThat(hearers(Fakes.PLATFORM)).isEqualTo(ALL);
    assertThat(hearers(Fakes.RUNNER))
        .containsExactly(Fakes.RUNNER, Fakes.PLUGIN, Fakes.PLATFORM, NAMELESS);
  }

  @Test
  public void services_find_removesWhatIsHidden() {
    ServiceReference<?> own = Fakes.service(Fakes.SHOP, "com.acme.Prices");
    ServiceReference<?> others = Fakes.service(Fakes.CART, "com.acme.Prices");
    ServiceReference<?> runners = Fakes.service(Fakes.RUNNER, "com.acme.Prices");
    ServiceWall wall = new ServiceWall(Fakes.context(SANDBOX), new Loans());
    List<ServiceReference<?>> forShop = new ArrayList<>(List.of(own, others, runners));
    List<ServiceReference<?>> forSandbox = new ArrayList<>(List.of(own, others, runners));

    wall.find(Fakes.context(Fakes.SHOP), null, null, false, forShop);
    wall.find(Fakes.context(SANDBOX), null, null, false, forSandbox);

    assertThat(forShop).isEqualTo(List.of(own));
    assertThat(forSandbox).as("or it could lend nothing").hasSize(3);
  }

  @Test
  public void services_event_isHiddenLikeTheService() {
    ServiceReference<?> own = Fakes.service(Fakes.SHOP, "com.acme.Prices");

    assertThat(serviceHearers(own)).containsExactlyInAnyOrder(Fakes.SHOP, SANDBOX);
  }

  @Test
  public void services_eventOfAWorkersContext_isNotHeardByApps() {
    ServiceReference<?> slot = Fakes.service(Fakes.RUNNER, "x.Helper", Sandbox.SLOT_PROPERTY, "w1");
    ServiceReference<?> own = Fakes.service(Fakes.SHOP, "x.Helper", Sandbox.SLOT_PROPERTY, "w1");

    assertThat(serviceHearers(slot))
        .containsExactlyInAnyOrder(Fakes.RUNNER, Fakes.PLATFORM, SANDBOX);
    assertThat(serviceHearers(own)).containsExactlyInAnyOrder(Fakes.SHOP, SANDBOX);
  }

  private static List<Bundle> providersFor(Bundle reader, String namespace) {
    List<BundleCapability> candidates = capabilities(namespace);
    new WiringWall()
        .begin(List.of())
        .filterMatches(Fakes.requirement(reader, namespace), candidates);
    return bundles(candidates);
  }

  private static List<Bundle> collisionsOf(Bundle singleton) {
    List<BundleCapability> collisions = capabilities("osgi.identity");
    new WiringWall()
        .begin(List.of())
        .filterSingletonCollisions(Fakes.capability(singleton, "osgi.identity"), collisions);
    return bundles(collisions);
  }

  private static List<BundleCapability> capabilities(String namespace) {
    return new ArrayList<>(
        ALL.stream().map(bundle -> Fakes.capability(bundle, namespace)).toList());
  }

  private static List<Bundle> bundles(List<BundleCapability> capabilities) {
    return capabilities.stream().map(one -> one.getRevision().getBundle()).toList();
  }

  private static List<Bundle> bundlesSeenBy(Bundle reader) {
    List<Bundle> bundles = new ArrayList<>(ALL);
    new BundleWall().find(Fakes.context(reader), bundles);
    return bundles;
  }

  private static List<Bundle> hearers(Bundle source) {
    Collection<BundleContext> contexts = new ArrayList<>(ALL.stream().map(Fakes::context).toList());
    new BundleWall().event(new BundleEvent(BundleEvent.STARTED, source), contexts);
    return contexts.stream().map(BundleContext::getBundle).toList();
  }

  private static List<Bundle> serviceHearers(ServiceReference<?> service) {
    Map<BundleContext, Collection<ListenerHook.ListenerInfo>> listeners = new HashMap<>();
    for (Bundle bundle : List.of(Fakes.SHOP, Fakes.CART, Fakes.RUNNER, Fakes.PLATFORM, SANDBOX)) {
      listeners.put(Fakes.context(bundle), List.of());
    }
    new ServiceWall(Fakes.context(SANDBOX), new Loans())
        .event(new ServiceEvent(ServiceEvent.REGISTERED, service), listeners);
    return listeners.keySet().stream().map(BundleContext::getBundle).toList();
  }
}
