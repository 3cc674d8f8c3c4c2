package dev.buntime.deployer.internal;

import dev.buntime.deployer.internal.PluginArtifact.Live;
import dev.buntime.deployer.internal.PluginGenerations.Wanted;
import dev.buntime.jsonc.Printable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/**
 * Replaces and removes bundles of plugins, together with what uses their packages. For one thread.
 *
 * <p>A bundle that uses a package goes on using the one that it was wired to. So it is replaced,
 * too, by a fresh bundle: of what its file holds now, or of the same content. If one of them does
 * not come into force, all stay as they are.
 */
final class PluginReplacements {
  private final PluginBundles bundles;
  private final PluginGenerations generations;
  private final PluginStates states;
  private final RetainedCopies copies;
  private final PluginArtifacts artifacts;

  /**
   * @param artifacts is told what becomes of them
   */
  PluginReplacements(
      PluginBundles bundles,
      PluginGenerations generations,
      PluginStates states,
      RetainedCopies copies,
      PluginArtifacts artifacts) {
    this.bundles = bundles;
    this.generations = generations;
    this.states = states;
    this.copies = copies;
    this.artifacts = artifacts;
  }

  /**
   * A live artifact that gets another bundle.
   *
   * @param staged what its file holds now, null if that is what is live
   * @param content what is to be installed
   */
  private record Change(
      PluginArtifact before, @Nullable StagedArtifact staged, RetainedCopies.Copy content) {

    Live old() {
      return before.live().orElseThrow();
    }

    Wanted wanted(String role) {
      return new Wanted(before.artifact(), content, old().bundle(), role);
    }

    /** Gives back the content that is not needed. */
    void closeNew() {
      if (staged != null) {
        content.close();
      }
    }
  }

  /**
   * Has a live artifact follow its file.
   *
   * @param batch all whose files have changed, by name; of these, those that use it change with it
   */
  void follow(StagedArtifact staged, Map<String, StagedArtifact> batch) {
    PluginArtifact before = artifacts.live(staged.artifact()).orElseThrow();
    if (before.isLiveWith(staged.sha256())) {
      artifacts.calm(before);
      return;
    }
    List<PluginArtifact> group = new ArrayList<>(List.of(before));
    group.addAll(users(before));
    try {
      replace(group, group, batch);
    } catch (RefusedException why) {
      artifacts.refuse(staged.artifact(), staged.size(), staged.sha256(), why);
    }
  }

  /**
   * Takes a live artifact out of force whose file is gone, together with those that use it and are
   * gone, too.
   *
   * @param leaving all whose files are gone
   * @return those that are out of force; none if others cannot do without them
   */
  List<String> leave(PluginArtifact gone, Set<String> leaving) {
    long start = System.nanoTime();
    List<PluginArtifact> group = new ArrayList<>(List.of(gone));
    group.addAll(users(gone));
    List<PluginArtifact> staying =
        group.stream().filter(each -> !leaving.contains(each.artifact())).toList();
    try {
      replace(staying, group, Map.of());
    } catch (RefusedException why) {
      artifacts.trouble(gone, inUse(staying, why));
      return List.of();
    }
    List<PluginArtifact> ended = group.stream().filter(each -> !staying.contains(each)).toList();
    for (PluginArtifact each : ended) {
      each.live().orElseThrow().content().close();
      artifacts.remove(each.artifact());
      PluginLog.gone(each, start);
    }
    return ended.stream().map(PluginArtifact::artifact).toList();
  }

  private static RefusedException inUse(List<PluginArtifact> users, RefusedException why) {
    String names =
        users.stream().map(each -> Printable.of(each.artifact())).collect(Collectors.joining(", "));
    return new RefusedException(
        "its file is gone, but it is used by %s: %s".formatted(names, why.reason()));
  }

  private void replace(
      List<PluginArtifact> changing, List<PluginArtifact> old, Map<String, StagedArtifact> batch)
      throws RefusedException {
    long start = System.nanoTime();
    List<Change> changes = new ArrayList<>();
    List<Bundle> fresh;
    try {
      for (PluginArtifact each : changing) {
        changes.add(change(each, batch.get(each.artifact())));
      }
      List<Wanted> wanted =
          changes.stream().map(each -> each.wanted(role(each.before(), old.getFirst()))).toList();
      fresh = generations.replace(wanted, old.stream().map(PluginReplacements::bundle).toList());
    } catch (RefusedException why) {
      changes.forEach(Change::closeNew);
      throw why;
    }
    for (int i = 0; i < fresh.size(); i++) {
      changed(changes.get(i), fresh.get(i), start);
    }
  }

  private Change change(PluginArtifact before, @Nullable StagedArtifact staged)
      throws RefusedException {
    if (staged == null || before.isLiveWith(staged.sha256())) {
      return new Change(before, null, before.live().orElseThrow().content());
    }
    PluginIdentity.check(staged.content().headers());
    return new Change(before, staged, copies.retainOrRefuse(staged));
  }

  private static String role(PluginArtifact artifact, PluginArtifact cause) {
    return artifact.equals(cause)
        ? ""
        : "%s, which uses it, does not come into force without the old one: "
            .formatted(Printable.of(artifact.artifact()));
  }

  private static Bundle bundle(PluginArtifact live) {
    return live.live().orElseThrow().bundle();
  }

  private void changed(Change change, Bundle fresh, long start) {
    Live live = new Live(fresh, change.content());
    if (change.staged() == null) {
      artifacts.renew(change.before(), live);
    } else {
      change.old().content().close();
      artifacts.decide(change.staged(), live);
    }
    PluginLog.live(
        change.staged() == null ? "renewed" : "replaced",
        change.before().artifact(),
        fresh,
        states.obstacles(fresh),
        start);
  }

  /** Live artifacts that use packages of one, by way of others too; users after what they use. */
  private List<PluginArtifact> users(PluginArtifact artifact) {
    Map<Bundle, PluginArtifact> others = new HashMap<>();
    artifacts.live().forEach(each -> others.put(bundle(each), each));
    List<Bundle> open = new ArrayList<>(List.of(bundle(artifact)));
    others.remove(bundle(artifact));
    List<PluginArtifact> found = new ArrayList<>();
    while (!open.isEmpty()) {
      for (Bundle user : bundles.users(open.removeFirst())) {
        Optional.ofNullable(others.remove(user))
            .ifPresent(each -> {
              found.add(each);
              open.add(user);
            });
      }
    }
    return found;
  }
}
