package dev.buntime.deployer.internal;

import dev.buntime.deployer.internal.FolderScan.Chance;
import dev.buntime.deployer.internal.FolderScan.Due;
import dev.buntime.deployer.internal.FolderScan.Step;
import dev.buntime.deployer.internal.StagedArtifact.Content;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.SortedMap;

/**
 * The apps folder: each scan brings the deployments up to what the folder holds. For one thread,
 * except for {@link #abort}.
 */
final class AppsFolder implements ScannedFolder {
  /** How long the start of the runner waits for repositories. */
  private static final Duration START_PATIENCE = Duration.ofSeconds(10);

  private final Path folder;
  private final FolderListing listing;
  private final FolderScan scan = new FolderScan();
  private final Staging staging;
  private final Deployments deployments;
  private final SecondTries secondTries;
  private Instant firstLook = Instant.MAX;
  private boolean waited; // for what is on its way since the first look
  private volatile boolean aborted;

  /**
   * @param folder what it holds is deployed
   * @param staging copies artifacts before they are looked into
   * @param deployments takes the changes
   * @param secondTries tells when what was not provided is tried again
   */
  AppsFolder(Path folder, Staging staging, Deployments deployments, SecondTries secondTries) {
    this.folder = folder;
    this.listing = new FolderListing("apps folder", folder);
    this.staging = staging;
    this.deployments = deployments;
    this.secondTries = secondTries;
  }

  @Override
  public void begin(Runnable rehearsed) {
    deployments.clear(rehearsed);
  }

  /** Puts into force what was pending, and deploys what changed in the folder in one step. */
  @Override
  public void scan(Instant now) {
    if (!aborted && deployments.settle()) {
      retry(Retry.ON_FREED_VERSION);
    }
    if (secondTries.isDue(now)) {
      retry(Retry.LATER);
    }
    listing
        .read()
        .ifPresent(artifacts -> scan.follow(artifacts, now, step -> deploy(step, artifacts)));
    if (scan.isFirstLookDone() && firstLook.equals(Instant.MAX)) {
      firstLook = now;
    }
    waited = Duration.between(firstLook, now).compareTo(START_PATIENCE) >= 0;
  }

  private void deploy(Step step, SortedMap<String, Sighting> artifacts) {
    if (step.due().isEmpty() && step.gone().isEmpty()) {
      return;
    }
    DeploymentBatch batch = deployments.begin();
    step.gone().forEach(batch::remove);
    step.due().forEach(due -> read(due, batch));
    for (String artifact : batch.freed()) {
      Sighting sighting = artifacts.get(artifact);
      if (sighting != null) {
        read(new Due(artifact, sighting, Chance.LAST), batch);
      }
    }
    if (!aborted) {
      deployments.commit(batch);
    }
  }

  private void read(Due due, DeploymentBatch batch) {
    if (aborted) {
      return;
    }
    long start = System.nanoTime();
    String artifact = due.artifact();
    long size = due.sighting().jar().size();
    switch (staging.read(folder.resolve(artifact), due.sighting())) {
      case Reading.Complete(StagedArtifact staged) -> {
        try (staged) {
          batch.deploy(staged);
        }
      }
      case Reading.Unusable(String sha256, RefusedException why) ->
          batch.refuse(artifact, size, new Content(sha256, null), null, why);
      case Reading.Incomplete _ when due.chance() == Chance.FIRST -> scan.suspect(artifact);
      case Reading.Incomplete incomplete ->
          batch.refuse(artifact, size, Known.NOTHING, null, incomplete.refusal(artifact));
      case Reading.Unreadable unreadable ->
          batch.refuse(artifact, size, Known.NOTHING, null, unreadable.refusal(artifact));
      case Reading.Moving() -> scan.suspect(artifact);
    }
    batch.took(artifact, Duration.ofNanos(System.nanoTime() - start));
  }

  @Override
  public void retry(Retry occasion) {
    deployments.waitingFor(occasion).forEach(scan::again);
    if (occasion == Retry.ON_PLATFORM_CHANGE) {
      retry(Retry.LATER); // it may be there without a repository now
    }
  }

  @Override
  public void abort() {
    aborted = true;
  }

  @Override
  public void tidy() {
    deployments.tidy();
  }

  /** Calls off what is pending. */
  @Override
  public void close() {
    deployments.close();
  }

  @Override
  public boolean isRestless() {
    return scan.isRestless();
  }

  @Override
  public boolean isFirstScanDone() {
    return scan.isFirstLookDone() && !aborted && (waited || !deployments.isPending());
  }
}
