package dev.buntime.deployer.internal;

import dev.buntime.catalog.Deployment;
import dev.buntime.deployer.internal.FolderScan.Chance;
import dev.buntime.deployer.internal.FolderScan.Due;
import dev.buntime.deployer.internal.FolderScan.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The apps folder: each scan brings the deployments up to what the folder holds. For one thread,
 * where nothing else is said.
 */
final class AppsFolder implements ScannedFolder, Decisions {
  /** How long the start of the runner waits for repositories. */
  private static final Duration START_PATIENCE = Duration.ofSeconds(10);

  private final Path folder;
  private final FolderListing listing;
  private final FolderLock lock = new FolderLock();
  private final ChangeTimes times;
  private final FolderScan scan;
  private final Markers markers;
  private final Staging staging;
  private final Deployments deployments;
  private final Queue<FolderChange<?>> announced = new ConcurrentLinkedQueue<>();
  private final List<FolderChange<?>> awaited = new ArrayList<>();
  private final Set<String> toProve = new HashSet<>();
  private final SecondTries secondTries;
  private Instant firstLook = Instant.MAX;
  private boolean waited; // for what is on its way since the first look
  private volatile boolean aborted;

  /**
   * @param folder what it holds is deployed
   * @param finder finds the artifacts in it
   * @param staging copies artifacts before they are looked into
   * @param deployments takes the changes
   * @param markers show what becomes of them
   * @param secondTries tells when what was not provided is tried again
   */
  AppsFolder(
      Path folder,
      ArtifactFinder finder,
      Staging staging,
      Deployments deployments,
      Markers markers,
      SecondTries secondTries) {
    this.folder = folder;
    this.listing = new FolderListing("apps folder", folder, finder);
    this.times = new ChangeTimes(folder, InstantSource.system(), System::nanoTime);
    this.scan = new FolderScan(times::unchanged);
    this.staging = staging;
    this.deployments = deployments;
    this.markers = markers;
    this.secondTries = secondTries;
  }

  @Override
  public void begin(Runnable rehearsed) {
    deployments.clear(rehearsed);
    markers.clear();
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
    times.look();
    List<FolderChange<?>> changes = List.copyOf(announced); // what came later is perhaps not listed
    listing.read().ifPresent(found -> follow(found, changes, now));
    if (!aborted) {
      markers.show(deployments.inForce());
    }
    awaited.removeIf(change -> change.isOver(this));
    if (scan.isFirstLookDone() && firstLook.equals(Instant.MAX)) {
      firstLook = now;
    }
    waited = Duration.between(firstLook, now).compareTo(START_PATIENCE) >= 0;
  }

  private void follow(
      SortedMap<String, Sighting> found, List<FolderChange<?>> changes, Instant now) {
    SortedMap<String, Sighting> artifacts = lock.view(found, all(changes, FolderChange::files));
    all(changes, FolderChange::artifacts).forEach(scan::trust);
    toProve.addAll(all(changes, FolderChange::toProve));
    scan.follow(artifacts, now, step -> deploy(step, artifacts));
    announced.removeAll(changes);
    awaited.addAll(changes);
  }

  private static Set<String> all(
      List<FolderChange<?>> changes, Function<FolderChange<?>, Set<String>> artifacts) {
    return changes.stream()
        .flatMap(change -> artifacts.apply(change).stream())
        .collect(Collectors.toSet());
  }

  /**
   * Says that the runner itself has changed the folder: the next scan need not wait until it is the
   * same for a while, and sees the change although the folder is locked. From any thread.
   */
  void announce(FolderChange<?> change) {
    announced.add(change);
  }

  @Override
  public boolean isOpen(String artifact) {
    return !scan.isSettled(artifact) || deployments.isPending(artifact);
  }

  @Override
  public Optional<Known> known(String artifact) {
    return deployments.known(artifact);
  }

  /** What would become of an artifact; it is neither started nor kept. */
  CompletableFuture<Deployment> tryOut(StagedArtifact staged) {
    return deployments.tryOut(staged);
  }

  /** Says whether only what is announced is deployed from now on. From any thread. */
  void lock(boolean on) {
    lock.lock(on);
  }

  private void deploy(Step step, SortedMap<String, Sighting> artifacts) {
    if (step.due().isEmpty() && step.gone().isEmpty()) {
      return;
    }
    DeploymentBatch batch = deployments.begin();
    Stream.concat(step.gone().stream(), deployments.inForce().keySet().stream())
        .filter(each -> !artifacts.containsKey(each) && !scan.isKnown(each))
        .filter(each -> !isInSet(each, artifacts))
        .forEach(batch::remove);
    read(step.due(), artifacts, batch);
    List<Due> freed = new ArrayList<>();
    for (String artifact : batch.freed()) {
      Sighting sighting = artifacts.get(artifact);
      if (sighting != null) {
        freed.add(new Due(artifact, sighting, Chance.LAST));
      }
    }
    read(freed, artifacts, batch);
    if (!aborted) {
      deployments.commit(batch);
    }
  }

  /** What goes from a set that is still there is a change of that. */
  private static boolean isInSet(String artifact, SortedMap<String, Sighting> artifacts) {
    Sighting set = artifacts.get(SetFile.setOf(artifact));
    return artifact.indexOf('/') > 0 && set != null && set.kind() == Sighting.Kind.SET;
  }

  /** Reads each artifact, and with one of a set all of that. */
  private void read(List<Due> dues, SortedMap<String, Sighting> artifacts, DeploymentBatch batch) {
    Map<String, Chance> sets = new TreeMap<>();
    for (Due due : dues) {
      if (due.sighting().set() == null) {
        read(due, batch);
      } else {
        sets.merge(
            SetFile.setOf(due.artifact()),
            due.chance(),
            (one, other) -> one == Chance.FIRST ? one : other);
      }
    }
    sets.forEach((set, chance) -> readSet(set, chance, artifacts, batch));
  }

  private void readSet(
      String set, Chance chance, SortedMap<String, Sighting> artifacts, DeploymentBatch batch) {
    SetReading reading = new SetReading(set, folder, artifacts, staging, lock, () -> aborted);
    if (!reading.decide(batch, chance)) {
      reading.all().forEach(scan::suspect);
    }
  }

  private void read(Due due, DeploymentBatch batch) {
    if (aborted) {
      return;
    }
    long start = System.nanoTime();
    String artifact = due.artifact();
    long size = due.sighting().stamp().size();
    if (lock.isHidden(artifact)) {
      batch.refuse(artifact, size, FolderLock.refusal());
      return;
    }
    switch (staging.read(folder.resolve(artifact), artifact, due.sighting())) {
      case Reading.Complete(StagedArtifact staged) -> {
        try (staged) {
          batch.deploy(staged, toProve.remove(artifact));
        }
      }
      case Reading.Incomplete _ when due.chance() == Chance.FIRST -> scan.suspect(artifact);
      case Reading.Moving() -> scan.suspect(artifact);
      case Reading failed -> batch.refuse(artifact, size, failed);
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
  public Map<Path, String> folders() {
    return listing.folders();
  }

  @Override
  public void tidy() {
    deployments.tidy();
  }

  /** Calls off what is pending. */
  @Override
  public void close() {
    awaited.addAll(announced);
    awaited.forEach(FolderChange::dismiss);
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
