package dev.buntime.deployer.internal;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What scans may see of a folder: everything; or, while it is locked, what they saw last, but for
 * the artifacts that were announced. For one thread, except for {@link #lock}.
 */
final class FolderLock {
  private volatile boolean locked;
  private @Nullable SortedMap<String, Sighting> seen; // null before the first look
  private Set<String> hidden = Set.of();

  /** Says whether the folder is locked from the next look on. From any thread. */
  void lock(boolean on) {
    locked = on;
  }

  /**
   * What may be seen. The first look sees everything, so that a start deploys what is there.
   *
   * @param found what the folder holds
   * @param announced artifacts that were put there, or taken away, by the runner itself
   */
  SortedMap<String, Sighting> view(SortedMap<String, Sighting> found, Set<String> announced) {
    SortedMap<String, Sighting> before = seen;
    SortedMap<String, Sighting> view = new TreeMap<>(found);
    if (locked && before != null) {
      view = new TreeMap<>(before);
      for (String artifact : announced) {
        Sighting now = found.get(artifact);
        if (now == null) {
          view.remove(artifact);
        } else {
          view.put(artifact, now);
        }
      }
    }
    SortedMap<String, Sighting> visible = Collections.unmodifiableSortedMap(view);
    hidden =
        visible.entrySet().stream()
            .filter(each -> !each.getValue().equals(found.get(each.getKey())))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    seen = visible;
    return visible;
  }

  /** Whether an artifact is not any more in the folder as the last view shows it. */
  boolean isHidden(String artifact) {
    return hidden.contains(artifact);
  }

  /** Why what is hidden cannot be read. */
  static RefusedException refusal() {
    return new RefusedException(
        "its files were changed while the folder is locked (deployments.locked). Upload it, or unlock"
            + " the folder");
  }
}
