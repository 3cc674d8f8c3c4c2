package dev.buntime.deployer.internal;

import dev.buntime.plugins.BundlePlugins;
import dev.buntime.runtime.PluginRuntime;
import dev.buntime.runtime.dto.PluginDTO;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until it is known what becomes of the plugins of a bundle. For one thread, except for
 * {@link #abort}.
 */
final class PluginStates {
  /** How long {@code onInit} may take, and a little. */
  static final Duration INIT_LIMIT = Duration.ofSeconds(35);

  /** How long a plugin that is expected may not be offered yet: its configuration may be late. */
  static final Duration OFFER_LIMIT = Duration.ofSeconds(5);

  private static final Duration PAUSE = Duration.ofMillis(10);

  /** How long a bundle stays for requests that have its plugins on their way. */
  static final Duration REQUESTS_LIMIT = Duration.ofMinutes(10);

  /** How long it stays for bodies that its plugins transform; streams may have no end. */
  static final Duration BODIES_LIMIT = Duration.ofSeconds(30);

  private static final Logger log = LoggerFactory.getLogger(PluginStates.class);

  private final PluginRuntime runtime;
  private final BundlePlugins plugins;
  private final Function<Bundle, List<String>> obstacles;
  private final Duration initLimit;
  private final Duration offerLimit;
  private final CountDownLatch aborted = new CountDownLatch(1);

  /**
   * @param runtime tells how plugins are
   * @param plugins tells which are in force and who meets them
   * @param obstacles tells in sentences without full stop what keeps a bundle from offering plugins
   */
  PluginStates(
      PluginRuntime runtime, BundlePlugins plugins, Function<Bundle, List<String>> obstacles) {
    this(runtime, plugins, obstacles, INIT_LIMIT, OFFER_LIMIT);
  }

  PluginStates(
      PluginRuntime runtime,
      BundlePlugins plugins,
      Function<Bundle, List<String>> obstacles,
      Duration initLimit,
      Duration offerLimit) {
    this.runtime = runtime;
    this.plugins = plugins;
    this.obstacles = obstacles;
    this.initLimit = initLimit;
    this.offerLimit = offerLimit;
  }

  /** Names of the plugins that a bundle has in force, well or not, sorted. */
  Set<String> inForce(Bundle bundle) {
    return new TreeSet<>(plugins.inForce(bundle.getBundleId()));
  }

  /**
   * Takes the plugins of bundles out of force and waits until no request meets them any more. One
   * that takes very long, and a stream that has no end, meet an error in the end.
   */
  void retire(Collection<Bundle> bundles) {
    bundles.forEach(each -> plugins.retire(each.getBundleId()));
    long start = System.nanoTime();
    awaitUntil(REQUESTS_LIMIT, () -> isUnused(bundles, System.nanoTime() - start));
    long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
    if (seconds > 0) {
      log.info("{} stayed {} s for requests that had their plugins on the way", bundles, seconds);
    }
  }

  private boolean isUnused(Collection<Bundle> bundles, long nanos) {
    return bundles.stream()
        .map(each -> plugins.use(each.getBundleId()))
        .allMatch(
            use -> use.requests() == 0 && (use.bodies() == 0 || nanos >= BODIES_LIMIT.toNanos()));
  }

  /** Waits until no plugin that the bundle offers is still starting. */
  void settle(Bundle bundle) {
    awaitUntil(initLimit, () -> isSettled(bundle));
  }

  /**
   * Waits until a bundle that is to replace another one does what that did.
   *
   * @param names of the plugins that the other one has in force
   * @throws RefusedException if it does not
   */
  void settle(Bundle bundle, Set<String> names) throws RefusedException {
    awaitUntil(offerLimit, () -> PluginServices.names(bundle).containsAll(names));
    settle(bundle);
    for (String name : names) {
      check(bundle, name);
    }
  }

  /** What keeps a bundle from offering plugins, in sentences without full stop. */
  List<String> obstacles(Bundle bundle) {
    return obstacles.apply(bundle);
  }

  private void check(Bundle bundle, String name) throws RefusedException {
    PluginDTO plugin = byName(bundle).get(name);
    if (plugin == null) {
      String why = obstacles.apply(bundle).stream().map(": "::concat).findFirst().orElse("");
      throw new RefusedException(
          ("it does not offer the plugin %s, which the bundle does that it would replace%s. If that"
                  + " is intended, remove the file and wait until that bundle is gone")
              .formatted(name, why),
          Retry.ON_TOUCH);
    }
    switch (plugin.state()) {
      case "active", "standby" -> {
        // "standby": a higher version of the bundle that it replaces is in force until it goes
      }
      case "failed" ->
          throw new RefusedException(
              "its plugin %s fails: %s".formatted(name, plugin.reason()), Retry.ON_TOUCH);
      default ->
          throw new RefusedException(
              "its plugin %s is still %s after %d s"
                  .formatted(name, plugin.state(), initLimit.toSeconds()),
              Retry.ON_TOUCH);
    }
  }

  private boolean isSettled(Bundle bundle) {
    Map<String, PluginDTO> known = byName(bundle);
    return PluginServices.names(bundle).stream()
        .allMatch(name -> known.containsKey(name) && !known.get(name).state().equals("starting"));
  }

  private Map<String, PluginDTO> byName(Bundle bundle) {
    return runtime.plugins().stream()
        .filter(each -> each.bundle() == bundle.getBundleId())
        .collect(Collectors.toMap(PluginDTO::name, Function.identity(), (first, _) -> first));
  }

  private void awaitUntil(Duration limit, BooleanSupplier reached) {
    long start = System.nanoTime();
    try {
      while (!reached.getAsBoolean() && System.nanoTime() - start < limit.toNanos()) {
        if (aborted.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the waiting for good. From any thread. */
  void abort() {
    aborted.countDown();
  }
}
