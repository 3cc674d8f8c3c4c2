package dev.buntime.deployer.internal;

import dev.buntime.versions.AppVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of pending artifacts now. An artifact that is on it in neither way stays pending.
 *
 * <p>No version is ever live in two artifacts: a candidate whose version another artifact still has
 * waits until that one goes on to another version, and goes with it in the same step. The pending
 * of a set go in the same step, or none of them.
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
   * @param leaving what is in force and goes with a set, by set
   */
  static Verdict on(
      Map<String, Known> inForce, Map<String, Pending> pending, Map<String, Set<String>> leaving) {
    Verdict verdict = new Verdict(new TreeSet<>(), new TreeMap<>());
    if (!pending.isEmpty()) {
      verdict.judge(new Owners(owners(inForce), leaving), inForce, pending);
    }
    return verdict;
  }

  /**
   * Who is in force.
   *
   * @param artifacts by version
   * @param leaving those that go with a set, by set
   */
  private record Owners(Map<AppVersion, String> artifacts, Map<String, Set<String>> leaving) {
    /** The artifact that a candidate has to wait for; null if there is none. */
    @Nullable String other(Candidate candidate) {
      String owner = artifacts.get(candidate.id());
      boolean goesWithIt =
          candidate.set() != null
              && owner != null
              && leaving.getOrDefault(candidate.set(), Set.of()).contains(owner);
      return candidate.artifact().equals(owner) || goesWithIt ? null : owner;
    }
  }

  private static Map<AppVersion, String> owners(Map<String, Known> inForce) {
    Map<AppVersion, String> owners = new HashMap<>();
    inForce.forEach(
        (artifact, each) -> each.live().ifPresent(app -> owners.put(app.id(), artifact)));
    return owners;
  }

  private void judge(Owners owners, Map<String, Known> inForce, Map<String, Pending> pending) {
    pending.forEach((artifact, each) -> {
      boolean replaces = inForce.containsKey(artifact) && inForce.get(artifact).live().isPresent();
      each.refusal()
          .or(() -> each.failure().map(why -> doesNotStart(why, replaces)))
          .ifPresent(why -> refused.put(artifact, why));
      if (each.isReady()) {
        going.add(artifact);
      }
    });
    int open;
    do {
      open = going.size();
      refuseSets(pending);
      going.removeAll(going.stream().filter(each -> isHeldBack(each, pending)).toList());
      List<String> blocked =
          going.stream().filter(each -> isBlocked(each, owners, pending)).toList();
      blocked.forEach(going::remove);
      blocked.forEach(each -> refuseForGood(each, owners, pending));
    } while (going.size() < open);
  }

  /** With one of a set all are refused that were to go live with it. */
  private void refuseSets(Map<String, Pending> pending) {
    Map<String, String> lost = new HashMap<>();
    new TreeSet<>(refused.keySet())
        .forEach(artifact -> {
          String set = set(artifact, pending);
          if (set != null) {
            lost.putIfAbsent(set, artifact);
          }
        });
    pending.keySet().stream()
        .filter(each -> !refused.containsKey(each))
        .forEach(each -> {
          String cause = lost.get(Objects.requireNonNullElse(set(each, pending), ""));
          if (cause != null) {
            refused.put(each, isBound(cause));
          }
        });
    going.removeAll(refused.keySet());
  }

  /** The reason why an artifact is refused for another one of its set. */
  static RefusedException isBound(String cause) {
    return new RefusedException(
        "%s is refused, and a set goes live together or not at all".formatted(cause),
        Retry.WITH_SET);
  }

  /** Whether it waits for another one of its set. */
  private boolean isHeldBack(String artifact, Map<String, Pending> pending) {
    String set = set(artifact, pending);
    return set != null
        && pending.keySet().stream()
            .filter(each -> set.equals(set(each, pending)))
            .anyMatch(each -> !going.contains(each));
  }

  private static @Nullable String set(String artifact, Map<String, Pending> pending) {
    return candidate(artifact, pending).set();
  }

  private static RefusedException doesNotStart(String why, boolean replaces) {
    return new RefusedException(
        replaces
            ? "the replacement does not start: %s".formatted(why)
            : "it does not start: %s. Correct it and copy it again".formatted(why),
        Retry.ON_TOUCH);
  }

  private static Candidate candidate(String artifact, Map<String, Pending> pending) {
    return Objects.requireNonNull(pending.get(artifact)).candidate();
  }

  private boolean isBlocked(String artifact, Owners owners, Map<String, Pending> pending) {
    String owner = owners.other(candidate(artifact, pending));
    return owner != null && !going.contains(owner);
  }

  /** The owner of its version keeps it, if it is not about to go on. */
  private void refuseForGood(String artifact, Owners owners, Map<String, Pending> pending) {
    AppVersion id = candidate(artifact, pending).id();
    String owner = String.valueOf(owners.artifacts().get(id));
    if (!pending.containsKey(owner) || refused.containsKey(owner)) {
      refused.put(artifact, DeploymentBatch.isOwned(artifact, owner, id));
    }
  }
}
