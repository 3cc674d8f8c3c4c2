package dev.buntime.deployer.internal;

import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What scans may see of a folder: everything; or, while it is locked, what they saw last, but for
 * the artifacts that were announced. For one thread, except for {@link #lock}.
 */
final class FolderLock {
  private volatile boolean locked;
  private @Nullable SortedMap<String, Sighting> seen; // null before the first look

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
    seen = view;
    return Collections.unmodifiableSortedMap(view);
  }
}
