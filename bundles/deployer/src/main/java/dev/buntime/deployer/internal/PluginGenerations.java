package dev.buntime.deployer.internal;

import dev.buntime.pipeline.PluginRoutes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.osgi.framework.Bundle;

/**
 * Brings bundles of plugins into force beside those that they replace, and takes bundles out of
 * force without a request noticing. For one thread.
 */
final class PluginGenerations {
  private final PluginBundles bundles;
  private final GoingBundles going;
  private final PluginStates states;
  private final PluginRoutes routes;

  /**
   * @param going keeps the new ones from using the old ones
   * @param states waits until the new ones are in force
   * @param routes holds up requests to routes while their servlets change
   */
  PluginGenerations(
      PluginBundles bundles, GoingBundles going, PluginStates states, PluginRoutes routes) {
    this.bundles = bundles;
    this.going = going;
    this.states = states;
    this.routes = routes;
  }

  /**
   * A bundle that is to be brought into force.
   *
   * @param artifact file name in the plugins folder
   * @param content what is to be installed
   * @param replaced the bundle whose place it takes
   * @param role what a refusal begins with: why it is wanted at all
   */
  record Wanted(String artifact, RetainedCopies.Copy content, Bundle replaced, String role) {}

  /**
   * Brings bundles into force and then takes others out of force; all or nothing.
   *
   * @param wanted in the order in which they are started
   * @param old what they replace, and what goes besides; users after what they use
   * @return the new bundles, in the same order
   * @throws RefusedException if one of them does not do what it is to do
   */
  List<Bundle> replace(List<Wanted> wanted, List<Bundle> old) throws RefusedException {
    Map<Wanted, Bundle> fresh = new LinkedHashMap<>();
    going.are(old);
    try {
      bring(wanted, fresh, old);
    } catch (RefusedException why) {
      drop(List.copyOf(fresh.values()).reversed());
      throw why;
    } finally {
      going.are(List.of());
    }
    end(old.reversed());
    return List.copyOf(fresh.values());
  }

  private void bring(List<Wanted> wanted, Map<Wanted, Bundle> fresh, List<Bundle> old)
      throws RefusedException {
    for (Wanted each : wanted) {
      attempt(each, () -> fresh.put(each, bundles.install(each.artifact(), each.content())));
    }
    bundles.resolve(fresh.values());
    for (Map.Entry<Wanted, Bundle> each : fresh.entrySet()) {
      attempt(each.getKey(), () -> bundles.requireResolved(each.getValue(), old));
    }
    for (Map.Entry<Wanted, Bundle> each : fresh.entrySet()) {
      attempt(each.getKey(), () -> bundles.start(each.getValue()));
    }
    for (Map.Entry<Wanted, Bundle> each : fresh.entrySet()) {
      Set<String> names = states.inForce(each.getKey().replaced());
      attempt(each.getKey(), () -> states.settle(each.getValue(), names));
    }
  }

  private static void attempt(Wanted wanted, Step step) throws RefusedException {
    try {
      step.take();
    } catch (RefusedException why) {
      throw new RefusedException(wanted.role() + why.reason(), why.retry());
    }
  }

  @FunctionalInterface
  private interface Step {
    void take() throws RefusedException;
  }

  private void drop(Collection<Bundle> fresh) {
    fresh.forEach(bundles::stop);
    bundles.uninstall(fresh);
  }

  /**
   * Takes bundles out of force. They stay for requests that have their plugins on the way. Requests
   * to their routes are answered before, or wait until it is done.
   */
  private void end(Collection<Bundle> old) {
    states.retire(old);
    Set<String> names = new TreeSet<>();
    old.forEach(each -> names.addAll(PluginServices.names(each)));
    List<PluginRoutes.Hold> held = new ArrayList<>();
    try {
      for (String name : names) {
        held.add(routes.hold(name));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // the runner stops: nobody asks any more
    }
    try {
      old.forEach(bundles::stop);
    } finally {
      held.forEach(PluginRoutes.Hold::close);
    }
    bundles.uninstall(old);
  }
}
