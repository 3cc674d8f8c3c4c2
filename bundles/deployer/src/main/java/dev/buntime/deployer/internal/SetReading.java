package dev.buntime.deployer.internal;

import dev.buntime.deployer.internal.FolderScan.Chance;
import dev.buntime.deployer.internal.archives.Quoted;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** One attempt to read a set and to decide on all of its artifacts together. For one thread. */
final class SetReading {
  private final String set;
  private final Path folder;
  private final SortedMap<String, Sighting> seen; // the set and its artifacts
  private final Staging staging;
  private final FolderLock lock;
  private final BooleanSupplier aborted;

  /**
   * @param set name of the folder with the set
   * @param folder the apps folder
   * @param artifacts all that was seen in it
   * @param lock knows what must not be read
   * @param aborted whether what is decided is not going to be in force
   */
  SetReading(
      String set,
      Path folder,
      SortedMap<String, Sighting> artifacts,
      Staging staging,
      FolderLock lock,
      BooleanSupplier aborted) {
    this.set = set;
    this.folder = folder;
    this.seen = new TreeMap<>(artifacts.subMap(set + "/", set + "0")); // 0 is what follows /
    this.seen.put(set, Objects.requireNonNull(artifacts.get(set)));
    this.staging = staging;
    this.lock = lock;
    this.aborted = aborted;
  }

  /** The set and all artifacts in its folder. */
  List<String> all() {
    return List.copyOf(seen.keySet());
  }

  /**
   * Decides.
   *
   * @param chance whether what is not complete may be a copy that goes on
   * @return false if it has to be read again, unless it changes before
   */
  boolean decide(DeploymentBatch batch, Chance chance) {
    SetFile file;
    try {
      if (all().stream().anyMatch(lock::isHidden)) {
        throw FolderLock.refusal();
      }
      file = SetFile.read(folder.resolve(set), set);
      checkAllAreThere(file);
    } catch (RefusedException e) {
      return refuseSet(batch, chance, e);
    } catch (IOException e) {
      return refuseSet(batch, chance, new Reading.Unreadable(e.toString()).refusal(set));
    }
    SequencedMap<String, Reading> readings = new LinkedHashMap<>();
    try {
      for (String each : file.artifacts()) {
        String artifact = SetFile.artifact(set, each);
        if (aborted.getAsBoolean()) {
          return true;
        }
        readings.put(artifact, read(artifact, batch));
      }
      if (chance == Chance.FIRST && readings.values().stream().anyMatch(SetReading::isOnItsWay)) {
        return false;
      }
      batch.stayTogether(set);
      List<String> leaving = leaving(readings.keySet(), batch);
      leaving.forEach(each -> batch.leave(set, each));
      if (!decide(readings, batch)) {
        batch.stayTogether(set);
      }
      return true;
    } finally {
      readings.values().stream()
          .flatMap(each -> staged(each).stream())
          .forEach(StagedArtifact::close);
    }
  }

  private void checkAllAreThere(SetFile file) throws RefusedException {
    List<String> missing =
        file.artifacts().stream()
            .filter(each -> !seen.containsKey(SetFile.artifact(set, each)))
            .map(Quoted::of)
            .toList();
    if (!missing.isEmpty()) {
      throw new RefusedException(
          "%s names %s, which is no file of a jar, zip or war and no folder beside it. Put it there, or"
                  .formatted(SetFile.artifact(set, SetFile.NAME), String.join(", ", missing))
              + " take the name out");
    }
  }

  /** The reason is about the set and none of its artifacts. */
  private boolean refuseSet(DeploymentBatch batch, Chance chance, RefusedException why) {
    if (chance == Chance.FIRST) {
      return false;
    }
    batch.refuse(set, size(set), why);
    return true;
  }

  private Reading read(String artifact, DeploymentBatch batch) {
    long start = System.nanoTime();
    Sighting sighting = Objects.requireNonNull(seen.get(artifact));
    Reading reading = staging.read(folder.resolve(artifact), artifact, sighting);
    batch.took(artifact, Duration.ofNanos(System.nanoTime() - start));
    return reading;
  }

  private static boolean isOnItsWay(Reading reading) {
    return reading instanceof Reading.Incomplete || reading instanceof Reading.Moving;
  }

  private static Optional<StagedArtifact> staged(Reading reading) {
    return reading instanceof Reading.Complete(StagedArtifact staged)
        ? Optional.of(staged)
        : Optional.empty();
  }

  /**
   * Decides on each.
   *
   * @return whether all may be in force
   */
  private boolean decide(SequencedMap<String, Reading> readings, DeploymentBatch batch) {
    List<String> refused = new ArrayList<>();
    readings.forEach((artifact, reading) -> {
      if (!(reading instanceof Reading.Complete)) {
        batch.refuse(artifact, size(artifact), reading);
        refused.add(artifact);
      }
    });
    List<StagedArtifact> complete =
        readings.values().stream().flatMap(each -> staged(each).stream()).toList();
    if (refused.isEmpty()) { // else nothing is installed that cannot be in force
      for (StagedArtifact each : complete) {
        long start = System.nanoTime();
        batch.deploy(each);
        batch.took(each.artifact(), Duration.ofNanos(System.nanoTime() - start));
      }
      complete.stream()
          .filter(each -> !batch.accepts(each))
          .map(StagedArtifact::artifact)
          .forEach(refused::add);
    }
    if (refused.isEmpty()) {
      return true;
    }
    RefusedException why = Verdict.isBound(refused.getFirst());
    complete.stream()
        .filter(each -> !refused.contains(each.artifact()))
        .forEach(each -> batch.withdraw(each, why));
    return false;
  }

  private long size(String artifact) {
    return Objects.requireNonNull(seen.get(artifact)).stamp().size();
  }

  /**
   * What the file does not name (any more). What is live of it goes with the set's next step; what
   * lies there is refused, the rest is forgotten.
   *
   * @return what is live of it, which may be the folder itself, as an app
   */
  private List<String> leaving(Set<String> named, DeploymentBatch batch) {
    Map<String, Known> known = new TreeMap<>(batch.result().subMap(set + "/", set + "0"));
    Optional.ofNullable(batch.result().get(set)).ifPresent(itself -> known.put(set, itself));
    known.keySet().removeAll(named);
    List<String> leaving = new ArrayList<>();
    known.forEach((artifact, each) -> {
      if (each.live().isPresent()) {
        leaving.add(artifact);
      } else if (artifact.equals(set) || !seen.containsKey(artifact)) {
        batch.remove(artifact);
      }
    });
    seen.keySet().stream()
        .filter(each -> !each.equals(set) && !named.contains(each) && !leaving.contains(each))
        .forEach(each -> refuseStranger(each, batch));
    return leaving;
  }

  private void refuseStranger(String artifact, DeploymentBatch batch) {
    batch.refuse(
        artifact,
        size(artifact),
        new RefusedException(
            "%s does not name it. Name it there, or take it away"
                .formatted(SetFile.artifact(set, SetFile.NAME))));
  }
}
