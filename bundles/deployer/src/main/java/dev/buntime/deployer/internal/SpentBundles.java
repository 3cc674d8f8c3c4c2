package dev.buntime.deployer.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bundles of which somebody has had enough: as soon as they do not run, they are uninstalled, or
 * get a fresh class loader.
 *
 * <p>Thread-safe; no method waits. The work is done on an executor that does one thing after the
 * other; what comes together is done together.
 */
final class SpentBundles {
  private static final Logger log = LoggerFactory.getLogger(SpentBundles.class);

  /** How long a spent bundle may run until that is worth a warning. */
  static final Duration LONG = Duration.ofSeconds(60);

  private final AppBundles bundles;
  private final Executor serial;
  private final InstantSource clock;
  private final Queue<Order> orders = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean requested = new AtomicBoolean();

  // Only on the executor.
  private final Map<Bundle, Order> waiting = new LinkedHashMap<>();
  private final Set<Bundle> refreshing = new HashSet<>();

  /**
   * @param bundles does to them what is to be done
   * @param serial runs one task after the other
   * @param clock one that only goes forward
   */
  SpentBundles(AppBundles bundles, Executor serial, InstantSource clock) {
    this.bundles = bundles;
    this.serial = serial;
    this.clock = clock;
  }

  private enum Fate {
    UNINSTALL,
    REFRESH,
    /** Like uninstall, but somebody has it and may not have started it yet. */
    UNINSTALL_AFTER_USE,
    /** Whoever had it has stopped it. */
    STOPPED,
    /** The framework has done with it. */
    REFRESHED
  }

  private record Order(Bundle bundle, Fate fate, Runnable done, Instant since, boolean warned) {
    Order warnedOf() {
      return new Order(bundle, fate, done, since, true);
    }
  }

  /** Has a bundle uninstalled as soon as it does not run. */
  void uninstall(Bundle bundle) {
    order(bundle, Fate.UNINSTALL, () -> {});
  }

  /** Has a bundle uninstalled that a worker has: when it stops, or by {@link #uninstall}. */
  void uninstallAfterUse(Bundle bundle) {
    order(bundle, Fate.UNINSTALL_AFTER_USE, () -> {});
  }

  /**
   * Has a bundle get a fresh class loader as soon as it does not run.
   *
   * @param done told on any thread when it is resolved again
   */
  void refresh(Bundle bundle, Runnable done) {
    order(bundle, Fate.REFRESH, done);
  }

  /** Says that a bundle has stopped. */
  void stopped(Bundle bundle) {
    order(bundle, Fate.STOPPED, () -> {});
  }

  private void order(Bundle bundle, Fate fate, Runnable done) {
    orders.add(new Order(bundle, fate, done, clock.instant(), false));
    sweep();
  }

  /** Looks again which of them do not run any more, and warns of those that run for long. */
  void sweep() {
    if (!requested.getAndSet(true)) {
      serial.execute(this::work);
    }
  }

  private void work() {
    requested.set(false);
    for (Order order = orders.poll(); order != null; order = orders.poll()) {
      take(order);
    }
    List<Order> ready =
        waiting.values().stream()
            .filter(each -> each.fate() != Fate.UNINSTALL_AFTER_USE)
            .filter(
                each -> !refreshing.contains(each.bundle()) && !bundles.isRunning(each.bundle()))
            .toList();
    ready.forEach(each -> waiting.remove(each.bundle()));
    waiting.replaceAll((_, each) -> warnOnce(each));
    ready.stream().filter(each -> each.fate() == Fate.REFRESH).forEach(this::begin);
    bundles.uninstall(
        ready.stream().filter(each -> each.fate() != Fate.REFRESH).map(Order::bundle).toList());
  }

  private void begin(Order refresh) {
    Bundle bundle = refresh.bundle();
    if (bundle.getState() == Bundle.UNINSTALLED) {
      return;
    }
    refreshing.add(bundle);
    bundles.refresh(
        bundle,
        resolved -> {
          refresh.done().run(); // whoever takes it looks whether it is resolved
          order(bundle, Fate.REFRESHED, () -> {});
        });
  }

  private void take(Order order) {
    switch (order.fate()) {
      case UNINSTALL, UNINSTALL_AFTER_USE, REFRESH -> {
        if (order.bundle().getState() == Bundle.UNINSTALLED) {
          bundles.uninstall(List.of(order.bundle())); // by hand; its companions may be there
        } else {
          waiting.merge(order.bundle(), order, SpentBundles::stronger);
        }
      }
      case REFRESHED -> refreshing.remove(order.bundle());
      case STOPPED ->
          waiting.computeIfPresent(
              order.bundle(),
              (bundle, before) ->
                  before.fate() == Fate.UNINSTALL_AFTER_USE
                      ? new Order(
                          bundle, Fate.UNINSTALL, before.done(), before.since(), before.warned())
                      : before);
    }
  }

  /** Orders of two threads may come in any order: what is to go goes, and what may go now may. */
  private static Order stronger(Order before, Order now) {
    return before.fate() == Fate.UNINSTALL
            || (before.fate() == Fate.UNINSTALL_AFTER_USE && now.fate() == Fate.REFRESH)
        ? before
        : now;
  }

  private Order warnOnce(Order order) {
    if (order.warned() || Duration.between(order.since(), clock.instant()).compareTo(LONG) < 0) {
      return order;
    }
    log.warn(
        "{} ({}) was to go {} s ago and is still in use; it is {} when it stops",
        order.bundle().getLocation(),
        order.bundle(),
        LONG.toSeconds(),
        order.fate() == Fate.REFRESH ? "refreshed" : "uninstalled");
    return order.warnedOf();
  }
}
