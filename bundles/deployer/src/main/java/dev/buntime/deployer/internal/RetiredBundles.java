package dev.buntime.deployer.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bundles that are out of routing and go as soon as they do not run any more.
 *
 * <p>Whoever runs a bundle stops it when its requests are answered; nothing can start it again once
 * the catalog has lost it. For one thread.
 */
final class RetiredBundles {
  private static final Logger log = LoggerFactory.getLogger(RetiredBundles.class);

  /** How long a retired bundle may run until that is worth a warning. */
  static final Duration LONG = Duration.ofSeconds(60);

  private final AppBundles bundles;
  private final Map<Bundle, Retirement> waiting = new LinkedHashMap<>();

  /**
   * @param bundles uninstalls them
   */
  RetiredBundles(AppBundles bundles) {
    this.bundles = bundles;
  }

  private record Retirement(Instant since, boolean warned) {}

  /**
   * Takes bundles that the catalog has lost.
   *
   * @param now by a clock that only goes forward
   */
  void retire(List<Bundle> retired, Instant now) {
    retired.forEach(bundle -> waiting.put(bundle, new Retirement(now, false)));
    sweep(now);
  }

  /**
   * Uninstalls all that do not run any more.
   *
   * @param now by a clock that only goes forward
   */
  void sweep(Instant now) {
    List<Bundle> done = new ArrayList<>();
    for (Iterator<Entry<Bundle, Retirement>> each = waiting.entrySet().iterator();
        each.hasNext(); ) {
      Entry<Bundle, Retirement> entry = each.next();
      if (runs(entry.getKey())) {
        entry.setValue(warnOnce(entry.getKey(), entry.getValue(), now));
      } else {
        done.add(entry.getKey());
        each.remove();
      }
    }
    bundles.uninstall(done);
  }

  /** Whether a bundle waits here. */
  boolean contains(Bundle bundle) {
    return waiting.containsKey(bundle);
  }

  private static boolean runs(Bundle bundle) {
    return (bundle.getState() & (Bundle.STARTING | Bundle.ACTIVE | Bundle.STOPPING)) != 0;
  }

  private static Retirement warnOnce(Bundle bundle, Retirement retirement, Instant now) {
    if (retirement.warned() || Duration.between(retirement.since(), now).compareTo(LONG) < 0) {
      return retirement;
    }
    log.warn(
        "{} ({}) was undeployed {} s ago and still runs; it is uninstalled when it stops",
        bundle.getLocation(),
        bundle,
        LONG.toSeconds());
    return new Retirement(retirement.since(), true);
  }
}
