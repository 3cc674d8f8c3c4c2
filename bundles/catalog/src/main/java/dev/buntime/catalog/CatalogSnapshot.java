package dev.buntime.catalog;

import dev.buntime.versions.AppVersion;
import dev.buntime.versions.SemVer;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The immutable set of deployments at one moment.
 *
 * <p>At most one live deployment has a given app version.
 */
public final class CatalogSnapshot {
  /** No deployment. */
  public static final CatalogSnapshot EMPTY = new CatalogSnapshot(Collections.emptyNavigableMap());

  private final NavigableMap<String, Deployment> byArtifact;
  private final Map<AppVersion, LiveApp> live;

  private CatalogSnapshot(NavigableMap<String, Deployment> byArtifact) {
    this.byArtifact = byArtifact;
    Map<AppVersion, LiveApp> apps = new HashMap<>();
    for (Deployment deployment : byArtifact.values()) {
      if (deployment.outcome() instanceof Deployment.Live(LiveApp app)
          && apps.putIfAbsent(app.id(), app) != null) {
        throw new IllegalStateException(
            deployment.artifact() + ": " + app.id() + " is live in another artifact already");
      }
    }
    this.live = apps;
  }

  /** All deployments, sorted by artifact. */
  public Collection<Deployment> deployments() {
    return Collections.unmodifiableCollection(byArtifact.values());
  }

  /** What became of an artifact, if the folder holds it. */
  public Optional<Deployment> deployment(String artifact) {
    return Optional.ofNullable(byArtifact.get(artifact));
  }

  /** All app versions that can be called, in no order. */
  public Collection<LiveApp> liveApps() {
    return Collections.unmodifiableCollection(live.values());
  }

  /** The live app of exactly this version, if there is one. */
  public Optional<LiveApp> find(AppVersion id) {
    return Optional.ofNullable(live.get(id));
  }

  /** Names of all apps with a live version, sorted, each with its versions, lowest first. */
  public NavigableMap<String, NavigableSet<SemVer>> versions() {
    return live.keySet().stream()
        .collect(
            Collectors.groupingBy(
                AppVersion::app,
                TreeMap::new,
                Collectors.mapping(AppVersion::version, Collectors.toCollection(TreeSet::new))));
  }

  /** This snapshot with some deployments put or replaced and some artifacts removed. */
  public CatalogSnapshot with(Collection<Deployment> put, Collection<String> removed) {
    NavigableMap<String, Deployment> next = new TreeMap<>(byArtifact);
    removed.forEach(next::remove);
    put.forEach(deployment -> next.put(deployment.artifact(), deployment));
    return new CatalogSnapshot(next);
  }
}
