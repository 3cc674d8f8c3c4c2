package dev.buntime.deployer.internal;

import dev.buntime.catalog.AppVersion;
import dev.buntime.catalog.Deployment;
import dev.buntime.catalog.Deployment.Live;
import dev.buntime.catalog.Deployment.Refused;
import dev.buntime.catalog.LiveApp;
import dev.buntime.deployer.internal.StagedArtifact.Content;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes that are going to be in force together. Nothing is in force before {@link
 * Deployments#commit}, but new bundles are installed. For one thread.
 */
final class DeploymentBatch {
  private static final Logger log = LoggerFactory.getLogger(DeploymentBatch.class);

  private final NavigableMap<String, Known> known;
  private final AppBundles bundles;
  private final InstantSource clock;
  private final Map<AppVersion, String> owners = new HashMap<>();
  private final Set<String> changed = new TreeSet<>();
  private final Map<String, Duration> took = new HashMap<>();
  private final List<Bundle> installed = new ArrayList<>();

  /**
   * @param known what is in force, by artifact; copied
   */
  DeploymentBatch(Map<String, Known> known, AppBundles bundles, InstantSource clock) {
    this.known = new TreeMap<>(known);
    this.bundles = bundles;
    this.clock = clock;
    known.forEach((artifact, each) -> each.live().ifPresent(app -> owners.put(app.id(), artifact)));
  }

  /** Drops an artifact that is not in the folder any more. */
  void remove(String artifact) {
    release(artifact);
    if (known.remove(artifact) != null) {
      changed.add(artifact);
    }
  }

  /** Decides on an artifact that was read. */
  void deploy(StagedArtifact staged) {
    Known before = known.get(staged.artifact());
    if (before != null && before.isSettledFor(staged.identity())) {
      log.debug("{} has the same content as before", Printable.of(staged.artifact()));
      calm(staged.artifact(), before);
      return;
    }
    release(staged.artifact());
    AppVersion id = null;
    try {
      id = AppIdentity.of(staged.content().headers());
      put(staged, live(id, staged));
    } catch (RefusedException e) {
      refuse(staged.artifact(), staged.size(), staged.identity(), id, e);
    } catch (RuntimeException e) {
      log.error("{} brought the deployer down", Printable.of(staged.artifact()), e);
      var why =
          new RefusedException("the runner failed on it: " + e + ". Report this; the log has more");
      refuse(staged.artifact(), staged.size(), staged.identity(), id, why);
    }
  }

  private Deployment live(AppVersion id, StagedArtifact staged) throws RefusedException {
    WorkerFile file = WorkerFile.of(staged);
    EntryPoints.Choice choice = EntryPoints.choose(file, staged.content());
    String owner = owners.get(id);
    if (owner != null) {
      throw new RefusedException(
          ("%s and %s are both %s; %s was there first. Remove one of the two files, or give one"
                  + " another version")
              .formatted(staged.artifact(), owner, id, owner),
          Retry.ON_FREED_VERSION);
    }
    Bundle bundle = bundles.install(id, staged);
    installed.add(bundle);
    owners.put(id, staged.artifact());
    return new Deployment(
        Printable.of(staged.artifact()),
        staged.size(),
        staged.sha256(),
        clock.instant(),
        choice.warnings(),
        new Live(new LiveApp(id, bundle, choice.entryPoint())));
  }

  private void put(StagedArtifact staged, Deployment deployment) {
    known.put(staged.artifact(), new Known(staged.identity(), deployment, Retry.ON_CHANGE, null));
    changed.add(staged.artifact());
  }

  /** Refuses an artifact that was read; what it was before is over. */
  void refuse(
      String artifact, long size, Content content, @Nullable AppVersion id, RefusedException why) {
    release(artifact);
    Known before = known.get(artifact);
    if (before != null && before.isRefused(content, id, why.reason())) {
      known.put(artifact, before.with(null, why.retry()));
      return;
    }
    Deployment refused =
        new Deployment(
            Printable.of(artifact),
            size,
            content.sha256(),
            clock.instant(),
            List.of(),
            new Refused(id, why.reason()));
    known.put(artifact, new Known(content, refused, why.retry(), null));
    changed.add(artifact);
  }

  /**
   * Says that an artifact cannot be read. If its app runs, it goes on with the content that it has:
   * nobody can tell what the folder is going to hold.
   */
  void trouble(String artifact, long size, RefusedException why) {
    Known before = known.get(artifact);
    if (before == null || before.live().isEmpty()) {
      refuse(artifact, size, Known.NOTHING, null, why);
      return;
    }
    String trouble = why.reason() + " What was deployed before stays";
    if (!trouble.equals(before.trouble())) {
      changed.add(artifact);
    }
    known.put(artifact, before.with(trouble, why.retry()));
  }

  private void calm(String artifact, Known before) {
    if (before.trouble() != null) {
      known.put(artifact, before.with(null, Retry.ON_CHANGE));
      changed.add(artifact);
    }
  }

  private void release(String artifact) {
    Known before = known.get(artifact);
    if (before != null) {
      before.live().ifPresent(app -> owners.remove(app.id(), artifact));
    }
  }

  /** Artifacts that were refused for their version, which nobody has any more. */
  List<String> freed() {
    return known.entrySet().stream()
        .filter(each -> each.getValue().retry() == Retry.ON_FREED_VERSION)
        .filter(each -> isFree(each.getValue().deployment()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private boolean isFree(Deployment deployment) {
    return deployment.outcome() instanceof Refused(AppVersion id, String _)
        && id != null
        && !owners.containsKey(id);
  }

  /** Says how long the work on an artifact took. */
  void took(String artifact, Duration time) {
    took.merge(artifact, time, Duration::plus);
  }

  /** How long the work on an artifact took. */
  Duration took(String artifact) {
    return took.getOrDefault(artifact, Duration.ZERO);
  }

  /** What is going to be in force, by artifact. */
  NavigableMap<String, Known> result() {
    return Collections.unmodifiableNavigableMap(known);
  }

  /** Artifacts that are put or removed. */
  Set<String> changed() {
    return Collections.unmodifiableSet(changed);
  }

  /** Bundles that were installed for this. */
  List<Bundle> installed() {
    return List.copyOf(installed);
  }
}
