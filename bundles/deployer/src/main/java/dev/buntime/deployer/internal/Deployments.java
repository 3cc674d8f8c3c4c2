package dev.buntime.deployer.internal;

import dev.buntime.catalog.Catalog;
import dev.buntime.catalog.Deployment;
import dev.buntime.catalog.LiveApp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/**
 * The deployments in force and the way from them to the next ones. For one thread.
 *
 * <p>A batch of changes reaches the catalog in one step: new bundles are installed before it, old
 * ones go after it.
 */
final class Deployments {
  private final Catalog catalog;
  private final AppBundles bundles;
  private final RetiredBundles retired;
  private final InstantSource clock;
  private NavigableMap<String, Known> known = new TreeMap<>(); // by artifact; replaced whole

  /**
   * @param clock tells since when a deployment is as it is
   */
  Deployments(Catalog catalog, AppBundles bundles, RetiredBundles retired, InstantSource clock) {
    this.catalog = catalog;
    this.bundles = bundles;
    this.retired = retired;
    this.clock = clock;
  }

  /**
   * Forgets what an earlier run left behind: only the folder counts.
   *
   * @param now by a clock that only goes forward
   */
  void clear(Instant now) {
    catalog.update(
        List.of(), catalog.snapshot().deployments().stream().map(Deployment::artifact).toList());
    retired.retire(bundles.all(), now);
  }

  /** Starts to collect changes. */
  DeploymentBatch begin() {
    return new DeploymentBatch(known, bundles, clock);
  }

  /** Artifacts that are to be decided again on an occasion. */
  List<String> waitingFor(Retry occasion) {
    return known.entrySet().stream()
        .filter(each -> each.getValue().retry() == occasion)
        .map(each -> each.getKey())
        .toList();
  }

  /**
   * Puts the changes into force.
   *
   * @param now by a clock that only goes forward
   */
  void commit(DeploymentBatch batch, Instant now) {
    NavigableMap<String, Known> next = batch.result();
    Set<String> changed = batch.changed();
    List<Deployment> put =
        changed.stream().map(next::get).filter(Objects::nonNull).map(Known::published).toList();
    List<String> removed =
        changed.stream().filter(each -> !next.containsKey(each)).map(Printable::of).toList();
    if (put.isEmpty() && removed.isEmpty()) {
      known = next;
      return;
    }
    publish(batch, put, removed);
    NavigableMap<String, Known> before = known;
    known = next;
    retired.retire(dropped(changed, before, next), now);
    changed.forEach(each -> DeploymentLog.tell(before.get(each), next.get(each), batch.took(each)));
  }

  private void publish(DeploymentBatch batch, List<Deployment> put, List<String> removed) {
    boolean published = false;
    try {
      catalog.update(put, removed);
      published = true;
    } finally {
      if (!published) {
        bundles.uninstall(batch.installed());
      }
    }
  }

  private static List<Bundle> dropped(
      Set<String> changed, NavigableMap<String, Known> before, NavigableMap<String, Known> after) {
    List<Bundle> dropped = new ArrayList<>();
    for (String artifact : changed) {
      List<Bundle> kept = bundle(after.get(artifact)).toList();
      bundle(before.get(artifact)).filter(each -> !kept.contains(each)).forEach(dropped::add);
    }
    return dropped;
  }

  private static Stream<Bundle> bundle(@Nullable Known known) {
    return known == null ? Stream.empty() : known.live().map(LiveApp::bundle).stream();
  }
}
