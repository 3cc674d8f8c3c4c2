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
final class AppsFolder {
  private final Path folder;
  private final FolderListing listing;
  private final FolderScan scan = new FolderScan();
  private final Staging staging;
  private final Deployments deployments;
  private volatile boolean aborted;

  /**
   * @param folder what it holds is deployed
   * @param staging copies artifacts before they are looked into
   * @param deployments takes the changes
   */
  AppsFolder(Path folder, Staging staging, Deployments deployments) {
    this.folder = folder;
    this.listing = new FolderListing(folder);
    this.staging = staging;
    this.deployments = deployments;
  }

  /**
   * Forgets what an earlier run left behind.
   *
   * @param rehearsed told on any thread when the next scan should come at once
   */
  void begin(Runnable rehearsed) {
    deployments.clear(rehearsed);
  }

  /**
   * Puts into force what was pending, looks at the folder and deploys what changed in one step.
   *
   * @param now by a clock that only goes forward
   */
  void scan(Instant now) {
    if (!aborted && deployments.settle()) {
      retry(Retry.ON_FREED_VERSION);
    }
    listing.read().ifPresent(artifacts -> scan(artifacts, now));
  }

  private void scan(SortedMap<String, Sighting> artifacts, Instant now) {
    Step step = scan.look(artifacts, now);
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
      case Reading.Incomplete(String why) -> incomplete(due, why, batch);
      case Reading.Unreadable(String why) ->
          batch.refuse(artifact, size, Known.NOTHING, null, unreadable(artifact, why));
      case Reading.Moving() -> scan.suspect(artifact);
    }
    batch.took(artifact, Duration.ofNanos(System.nanoTime() - start));
  }

  private void incomplete(Due due, String why, DeploymentBatch batch) {
    if (due.chance() == Chance.FIRST) {
      scan.suspect(due.artifact());
      return;
    }
    var reason =
        ("%s is not a complete jar: %s. If it is still being copied it will be looked at again when"
                + " it changes; otherwise copy it again.")
            .formatted(due.artifact(), why);
    batch.refuse(
        due.artifact(),
        due.sighting().jar().size(),
        Known.NOTHING,
        null,
        new RefusedException(reason));
  }

  private static RefusedException unreadable(String artifact, String why) {
    return new RefusedException(
        ("%s cannot be read: %s. Check its permissions and the free space of the data folder; it is"
                + " tried again every few seconds.")
            .formatted(artifact, why),
        Retry.SOON);
  }

  /** Has the artifacts that wait for an occasion read again with the next scan. */
  void retry(Retry occasion) {
    deployments.waitingFor(occasion).forEach(scan::again);
  }

  /** Has a running scan end soon without an effect. From any thread. */
  void abort() {
    aborted = true;
  }

  /** Calls off what is pending; nothing may come after it. */
  void close() {
    deployments.close();
  }

  /** Whether something is not settled, so that the next scan should come soon. */
  boolean isRestless() {
    return scan.isRestless();
  }

  /** Whether all that lay in the folder at the first scan has been dealt with. */
  boolean isFirstScanDone() {
    return scan.isFirstLookDone() && !aborted;
  }
}
