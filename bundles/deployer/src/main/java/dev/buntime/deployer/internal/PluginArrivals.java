package dev.buntime.deployer.internal;

import dev.buntime.deployer.internal.PluginArtifact.Live;
import dev.buntime.deployer.internal.PluginArtifact.Starting;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings bundles of plugins into force that replace nothing. They come together, because one may
 * need another, but each for itself: one that fails harms no other. For one thread.
 *
 * <p>A bundle whose plugin fails stays: a change of its options may help.
 */
final class PluginArrivals {
  private final PluginBundles bundles;
  private final PluginStates states;
  private final RetainedCopies copies;
  private final PluginArtifacts artifacts;

  /**
   * @param artifacts is told what becomes of them
   */
  PluginArrivals(
      PluginBundles bundles,
      PluginStates states,
      RetainedCopies copies,
      PluginArtifacts artifacts) {
    this.bundles = bundles;
    this.states = states;
    this.copies = copies;
    this.artifacts = artifacts;
  }

  /** Installs and starts bundles, and waits until their plugins are in force or have failed. */
  void arrive(Collection<StagedArtifact> staged) {
    long start = System.nanoTime();
    Map<StagedArtifact, Live> arriving = new LinkedHashMap<>();
    for (StagedArtifact each : staged) {
      install(each).ifPresent(live -> arriving.put(each, live));
    }
    bundles.resolve(arriving.values().stream().map(Live::bundle).toList());
    arriving.entrySet().removeIf(each -> !start(each.getKey(), each.getValue()));
    Map<StagedArtifact, Live> undecided = new LinkedHashMap<>(arriving);
    try {
      arriving.forEach((each, live) -> {
        states.settle(live.bundle());
        List<String> obstacles = states.obstacles(live.bundle());
        artifacts.decide(each, live);
        undecided.remove(each);
        PluginLog.live("deployed", each.artifact(), live.bundle(), obstacles, start);
      });
    } catch (RuntimeException e) {
      undecided.values().forEach(this::takeBack); // the next scan brings them, and once is enough
      throw e;
    }
  }

  private void takeBack(Live live) {
    bundles.stop(live.bundle());
    bundles.uninstall(List.of(live.bundle()));
    live.content().close();
  }

  private Optional<Live> install(StagedArtifact staged) {
    try {
      PluginIdentity.check(staged.content().headers());
      RetainedCopies.Copy content = copies.retainOrRefuse(staged);
      try {
        return Optional.of(new Live(bundles.install(staged.artifact(), content), content));
      } catch (RefusedException why) {
        content.close();
        throw why;
      }
    } catch (RefusedException why) {
      artifacts.refuse(staged.artifact(), staged.size(), staged.sha256(), why);
      return Optional.empty();
    }
  }

  private boolean start(StagedArtifact staged, Live live) {
    try {
      bundles.requireResolved(live.bundle(), List.of());
      artifacts.decide(staged, new Starting(live.bundle()));
      bundles.start(live.bundle());
      return true;
    } catch (RefusedException why) {
      bundles.uninstall(List.of(live.bundle()));
      live.content().close();
      artifacts.refuse(staged.artifact(), staged.size(), staged.sha256(), why);
      return false;
    }
  }
}
