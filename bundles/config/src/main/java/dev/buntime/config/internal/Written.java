package dev.buntime.config.internal;

import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this room has written into ConfigAdmin. It changes as a whole: if one configuration cannot
 * be stored, those that were stored before it are put back. For one thread at a time, but {@link
 * #wanted}.
 */
final class Written {
  private static final Logger log = LoggerFactory.getLogger(Written.class);

  private final Configurations configurations;

  /** PIDs of configurations that may be anything: they were edited, or a write has failed. */
  private final Set<String> uncertain = new LinkedHashSet<>();

  private volatile Wanted wanted = Wanted.NOTHING; // what ConfigAdmin holds, but for edits

  Written(Configurations configurations) {
    this.configurations = configurations;
  }

  /** What was written. From any thread. */
  Wanted wanted() {
    return wanted;
  }

  /** Whether what a configuration holds is what was written, or an edit, and no failed write. */
  boolean isCertain(String pid) {
    return !uncertain.contains(pid);
  }

  /**
   * Makes ConfigAdmin hold something else. A configuration that stays what it was is not touched:
   * somebody may be editing it.
   *
   * @param edited PIDs of configurations that are not what they were
   * @throws IOException if ConfigAdmin cannot store it; then it holds what it held before, as far
   *     as it can store that, and the next change writes the rest. What it held before the first
   *     time is not put back
   */
  void become(Wanted next, Collection<String> edited) throws IOException {
    Wanted before = wanted;
    uncertain.addAll(edited);
    try {
      for (String pid : pids(before, next)) {
        if (uncertain.contains(pid) || !next.of(pid).equals(before.of(pid))) {
          uncertain.add(pid);
          put(pid, next);
        }
      }
    } catch (IOException | RuntimeException e) {
      putBack(before);
      throw e;
    }
    uncertain.clear();
    wanted = next;
  }

  /** First those that are to be there, in their order. */
  private Set<String> pids(Wanted before, Wanted next) {
    Set<String> pids = new LinkedHashSet<>(next.configurations().keySet());
    pids.addAll(before.configurations().keySet());
    pids.addAll(uncertain);
    return pids;
  }

  private void putBack(Wanted before) {
    if (before.equals(Wanted.NOTHING)) {
      return; // the first time it is not known what was there; it may have edits in it
    }
    for (String pid : List.copyOf(uncertain)) {
      try {
        put(pid, before);
        uncertain.remove(pid);
      } catch (IOException | RuntimeException e) {
        log.error("The configuration {} cannot be put back; the next change tries again", pid, e);
      }
    }
  }

  private void put(String pid, Wanted all) throws IOException {
    if (all.has(pid)) {
      configurations.write(pid, all.of(pid));
    } else {
      configurations.delete(pid);
    }
  }
}
