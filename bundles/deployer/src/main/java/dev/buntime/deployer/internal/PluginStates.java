package dev.buntime.deployer.internal;

import dev.buntime.runtime.PluginRuntime;
import dev.buntime.runtime.dto.PluginDTO;
import java.time.Duration;
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

  private final PluginRuntime runtime;
  private final Function<Bundle, List<String>> obstacles;
  private final Duration initLimit;
  private final Duration offerLimit;
  private final CountDownLatch aborted = new CountDownLatch(1);

  /**
   * @param runtime tells which plugins are in force
   * @param obstacles tells in sentences without full stop what keeps a bundle from offering plugins
   */
  PluginStates(PluginRuntime runtime, Function<Bundle, List<String>> obstacles) {
    this(runtime, obstacles, INIT_LIMIT, OFFER_LIMIT);
  }

  PluginStates(
      PluginRuntime runtime,
      Function<Bundle, List<String>> obstacles,
      Duration initLimit,
      Duration offerLimit) {
    this.runtime = runtime;
    this.obstacles = obstacles;
    this.initLimit = initLimit;
    this.offerLimit = offerLimit;
  }

  /** Names of the plugins that a bundle has in force, sorted. */
  Set<String> inForce(Bundle bundle) {
    return byName(bundle).values().stream()
        .filter(each -> each.state().equals("active"))
        .map(PluginDTO::name)
        .collect(Collectors.toCollection(TreeSet::new));
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
