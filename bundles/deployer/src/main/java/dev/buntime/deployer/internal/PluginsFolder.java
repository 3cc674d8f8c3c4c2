package dev.buntime.deployer.internal;

import dev.buntime.deployer.internal.FolderScan.Chance;
import dev.buntime.deployer.internal.FolderScan.Due;
import dev.buntime.deployer.internal.FolderScan.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The plugins folder: each scan brings into force what it holds. A folder that is not there is
 * empty until it comes. For one thread, except for {@link #abort}.
 */
final class PluginsFolder implements ScannedFolder {
  private final Path folder;
  private final FolderListing listing;
  private final FolderScan scan = new FolderScan();
  private final Staging staging;
  private final PluginDeployments deployments;
  private final PluginArtifacts artifacts;
  private final PluginStates states;
  private boolean there;
  private volatile boolean aborted;

  /**
   * @param folder what it holds comes into force
   * @param staging copies artifacts before they are looked into
   * @param deployments takes the changes
   * @param artifacts is told what cannot be read
   * @param states waits for plugins
   */
  PluginsFolder(
      Path folder,
      Staging staging,
      PluginDeployments deployments,
      PluginArtifacts artifacts,
      PluginStates states) {
    this.folder = folder;
    this.listing = new FolderListing("plugins folder", folder, ArtifactFinder::jars);
    this.staging = staging;
    this.deployments = deployments;
    this.artifacts = artifacts;
    this.states = states;
  }

  @Override
  public void begin(Runnable ready) {
    deployments.clear();
  }

  @Override
  public void scan(Instant now) {
    list().ifPresent(artifacts -> scan.follow(artifacts, now, this::apply));
  }

  private Optional<SortedMap<String, Sighting>> list() {
    there = there || Files.exists(folder);
    return there ? listing.read() : Optional.of(Collections.emptySortedMap());
  }

  private void apply(Step step) {
    if (aborted || (step.due().isEmpty() && step.gone().isEmpty())) {
      return;
    }
    List<StagedArtifact> staged = new ArrayList<>();
    try {
      for (Due due : step.due()) {
        read(due).ifPresent(staged::add);
      }
      if (deployments.apply(staged, step.gone())) {
        retry(Retry.ON_PLATFORM_CHANGE);
      }
    } finally {
      staged.forEach(StagedArtifact::close);
    }
  }

  private Optional<StagedArtifact> read(Due due) {
    String artifact = due.artifact();
    long size = due.sighting().stamp().size();
    switch (staging.read(folder.resolve(artifact), artifact, due.sighting())) {
      case Reading.Complete(StagedArtifact staged) -> {
        return Optional.of(staged);
      }
      case Reading.Unusable(String sha256, RefusedException why) ->
          artifacts.refuse(artifact, size, sha256, why);
      case Reading.Incomplete _ when due.chance() == Chance.FIRST -> scan.suspect(artifact);
      case Reading.Incomplete incomplete ->
          artifacts.refuse(artifact, size, "", incomplete.refusal());
      case Reading.Unreadable unreadable ->
          artifacts.refuse(artifact, size, "", unreadable.refusal(artifact));
      case Reading.Moving() -> scan.suspect(artifact);
    }
    return Optional.empty();
  }

  @Override
  public void tidy() {
    deployments.tidy();
  }

  @Override
  public void retry(Retry occasion) {
    artifacts.waitingFor(occasion).forEach(scan::again);
  }

  @Override
  public boolean isRestless() {
    return scan.isRestless();
  }

  @Override
  public boolean isFirstScanDone() {
    return scan.isFirstLookDone() && !aborted;
  }

  @Override
  public void abort() {
    aborted = true;
    states.abort();
  }

  /** Leaves what runs as it is: the framework stops it. */
  @Override
  public void close() {
    // Nothing is under way between two scans.
  }
}
