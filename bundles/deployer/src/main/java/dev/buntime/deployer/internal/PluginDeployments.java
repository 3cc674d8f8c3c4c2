package dev.buntime.deployer.internal;

import dev.buntime.deployer.internal.PluginArtifact.Live;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;

/**
 * What the plugins folder has brought into force, and the way from that to what it holds next. For
 * one thread.
 */
final class PluginDeployments {
  private final PluginBundles bundles;
  private final PluginArrivals arrivals;
  private final PluginReplacements replacements;
  private final PluginArtifacts artifacts;
  private final Set<String> leaving = new TreeSet<>(); // gone from the folder, but in use

  PluginDeployments(
      PluginBundles bundles,
      PluginArrivals arrivals,
      PluginReplacements replacements,
      PluginArtifacts artifacts) {
    this.bundles = bundles;
    this.arrivals = arrivals;
    this.replacements = replacements;
    this.artifacts = artifacts;
  }

  /** Forgets what an earlier run left behind: only the folder counts. */
  void clear() {
    List<Bundle> left = bundles.all();
    left.forEach(bundles::stop);
    bundles.uninstall(left);
  }

  /**
   * Brings artifacts into force that were read, and takes those out of force that are gone.
   *
   * @return whether a bundle has come or gone
   */
  boolean apply(Collection<StagedArtifact> staged, Collection<String> gone) {
    Set<Bundle> before = running();
    Map<String, StagedArtifact> changed = new TreeMap<>();
    staged.forEach(each -> changed.put(each.artifact(), each));
    leaving.removeAll(changed.keySet());
    arrivals.arrive(staged.stream().filter(each -> !isLive(each)).toList());
    staged.stream().filter(this::isLive).forEach(each -> replacements.follow(each, changed));
    leaving.addAll(gone);
    for (String each : List.copyOf(leaving)) {
      if (leaving.contains(each)) {
        leave(each);
      }
    }
    return !running().equals(before);
  }

  private boolean isLive(StagedArtifact staged) {
    return artifacts.live(staged.artifact()).isPresent();
  }

  private void leave(String artifact) {
    Optional<PluginArtifact> live = artifacts.live(artifact);
    if (live.isPresent()) {
      leaving.removeAll(replacements.leave(live.get(), leaving));
    } else {
      artifacts.remove(artifact);
      leaving.remove(artifact);
    }
  }

  private Set<Bundle> running() {
    return artifacts
        .live()
        .flatMap(each -> each.live().stream())
        .map(Live::bundle)
        .collect(Collectors.toSet());
  }

  /** Drops class loaders that nobody uses any more. */
  void tidy() {
    bundles.sweep();
  }
}
