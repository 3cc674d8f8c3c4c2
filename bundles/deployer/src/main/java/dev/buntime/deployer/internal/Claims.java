package dev.buntime.deployer.internal;

import dev.buntime.versions.AppVersion;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which artifact has an app version, or is about to have it. For one thread. */
final class Claims {
  private final Map<AppVersion, String> owners = new HashMap<>();

  /** The artifact that has a version. */
  Optional<String> owner(AppVersion id) {
    return Optional.ofNullable(owners.get(id));
  }

  /** Gives a version to an artifact, whoever had it. */
  void give(AppVersion id, String artifact) {
    owners.put(id, artifact);
  }

  /** Gives a version to an artifact unless another one has it. */
  void giveIfFree(AppVersion id, String artifact) {
    owners.putIfAbsent(id, artifact);
  }

  /** Takes a version from an artifact, if it has it. */
  void release(AppVersion id, String artifact) {
    owners.remove(id, artifact);
  }

  /**
   * The artifacts that can have the versions they wait for, by version, if they all give up what
   * they have: each version is free, or has an owner that is one of them. So artifacts may swap
   * their versions. Of several that wait for one version, one that has something goes first:
   * another may wait for that.
   *
   * @param wishes the version that each artifact waits for
   */
  Map<AppVersion, String> grants(Map<String, AppVersion> wishes) {
    Set<String> holders = Set.copyOf(owners.values());
    Map<AppVersion, String> granted = new HashMap<>();
    wishes.entrySet().stream()
        .sorted(
            Comparator.comparing(
                    (Map.Entry<String, AppVersion> wish) -> !holders.contains(wish.getKey()))
                .thenComparing(Map.Entry.comparingByKey()))
        .forEach(wish -> granted.putIfAbsent(wish.getValue(), wish.getKey()));
    boolean changed;
    do { // one that stays where it is may be in the way of others
      Set<String> moving = Set.copyOf(granted.values());
      changed = granted.keySet().removeIf(id -> isKept(id, moving));
    } while (changed);
    return granted;
  }

  private boolean isKept(AppVersion id, Set<String> moving) {
    return owner(id).filter(owner -> !moving.contains(owner)).isPresent();
  }
}
