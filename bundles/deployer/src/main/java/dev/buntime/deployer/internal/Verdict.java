package dev.buntime.deployer.internal;

import dev.buntime.versions.AppVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What becomes of pending artifacts now. An artifact that is on it in neither way stays pending.
 *
 * <p>No version is ever live in two artifacts: a candidate whose version another artifact still has
 * waits until that one goes on to another version, and goes with it in the same step.
 *
 * @param going artifacts whose candidates enter the catalog
 * @param refused artifacts whose candidates never do, with the reason
 */
record Verdict(Set<String> going, Map<String, RefusedException> refused) {

  /**
   * Looks at each.
   *
   * @param inForce what is in force, by artifact
   * @param pending what may follow, by artifact
   */
  static Verdict on(Map<String, Known> inForce, Map<String, Pending> pending) {
    Verdict verdict = new Verdict(new TreeSet<>(), new TreeMap<>());
    if (!pending.isEmpty()) {
      verdict.judge(owners(inForce), inForce, pending);
    }
    return verdict;
  }

  private static Map<AppVersion, String> owners(Map<String, Known> inForce) {
    Map<AppVersion, String> owners = new HashMap<>();
    inForce.forEach(
        (artifact, each) -> each.live().ifPresent(app -> owners.put(app.id(), artifact)));
    return owners;
  }

  private void judge(
      Map<AppVersion, String> owners, Map<String, Known> inForce, Map<String, Pending> pending) {
    pending.forEach((artifact, each) -> {
      boolean replaces = inForce.containsKey(artifact) && inForce.get(artifact).live().isPresent();
      each.refusal()
          .or(() -> each.failure().map(why -> doesNotStart(why, replaces)))
          .ifPresent(why -> refused.put(artifact, why));
      if (each.isReady()) {
        going.add(artifact);
      }
    });
    List<String> blocked;
    do {
      blocked = going.stream().filter(each -> isBlocked(each, owners, pending)).toList();
      blocked.forEach(going::remove);
      blocked.forEach(each -> refuseForGood(each, owners, pending));
    } while (!blocked.isEmpty());
  }

  private static RefusedException doesNotStart(String why, boolean replaces) {
    return new RefusedException(
        replaces
            ? "the replacement does not start: %s".formatted(why)
            : "it does not start: %s. Correct it and copy it again".formatted(why),
        Retry.ON_TOUCH);
  }

  private static AppVersion id(String artifact, Map<String, Pending> pending) {
    return Objects.requireNonNull(pending.get(artifact)).candidate().id();
  }

  private boolean isBlocked(
      String artifact, Map<AppVersion, String> owners, Map<String, Pending> pending) {
    String owner = owners.get(id(artifact, pending));
    return owner != null && !owner.equals(artifact) && !going.contains(owner);
  }

  /** The owner of its version keeps it, if it is not about to go on. */
  private void refuseForGood(
      String artifact, Map<AppVersion, String> owners, Map<String, Pending> pending) {
    AppVersion id = id(artifact, pending);
    String owner = String.valueOf(owners.get(id));
    if (!pending.containsKey(owner) || refused.containsKey(owner)) {
      refused.put(artifact, DeploymentBatch.isOwned(artifact, owner, id));
    }
  }
}
