package dev.buntime.config.internal;

import dev.buntime.jsonc.JsoncException;
import dev.buntime.settings.Key;
import dev.buntime.settings.Overrides;
import dev.buntime.settings.RunnerSettings;
import dev.buntime.settings.RunnerSettings.Sources;
import dev.buntime.settings.SettingsException;
import dev.buntime.settings.SettingsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps ConfigAdmin what the settings say. For one thread at a time.
 *
 * <p>Whatever happens, the same is done: put the sources together, and make ConfigAdmin what
 * follows from it. An edit of somebody else becomes a source first.
 */
final class Keeper {
  private static final Logger log = LoggerFactory.getLogger(Keeper.class);

  private final Start start;
  private final Configurations configurations;
  private final Descriptions descriptions;
  private final Written written;
  private SettingsFile file;
  private Overrides overrides = Overrides.NONE;
  private @Nullable RunnerSettings settings;

  Keeper(Start start, Configurations configurations, Descriptions descriptions) {
    this.start = start;
    this.configurations = configurations;
    this.descriptions = descriptions;
    this.written = new Written(configurations);
    this.file = SettingsFile.absent(start.file());
  }

  /**
   * Begins. What somebody wrote into a configuration before this room kept it counts as edited.
   *
   * @throws SettingsException if the sources cannot be used; then nothing was written
   */
  void begin(SettingsFile first) throws SettingsException, IOException {
    overrides = Overrides.load(start.data());
    RunnerSettings next = adopting(resolve(usable(overrides), first), first);
    next.warnings().forEach(warning -> log.warn("{}", warning));
    file = first;
    apply(next, List.of());
    for (String pid : configurations.kept()) { // also those of the time before
      if (!written.wanted().has(pid)) {
        configurations.delete(pid);
      }
    }
  }

  /**
   * Takes another file.
   *
   * @throws SettingsException if it cannot be used; then nothing has changed
   * @throws IOException if ConfigAdmin cannot store what follows from it; then what was before is
   *     put back, as far as that can be stored
   */
  void fileChanged(SettingsFile next) throws SettingsException, IOException {
    RunnerSettings before = inForce();
    RunnerSettings after = adopting(resolve(overrides, next), next);
    List<String> changes = Changes.between(before, after, start);
    List<String> overridden = Changes.overridden(file, next, after);
    apply(after, List.of());
    file = next;
    log.info(
        "{} was changed and is applied: {}",
        next.file(),
        changes.isEmpty() ? "nothing is different" : String.join("; ", changes));
    overridden.forEach(each -> log.info("{}", each));
  }

  /** What this room has written. From any thread. */
  Wanted written() {
    return written.wanted();
  }

  /**
   * Why an edit would be put back, in words; empty if it would not, or if the configuration is not
   * kept by this room.
   *
   * @param edited what the configuration would be
   */
  List<String> objections(String pid, SortedMap<String, Object> edited) {
    Wanted wanted = written.wanted();
    if (!wanted.has(pid)) {
      return List.of();
    }
    Edit edit = Edit.of(pid, wanted.of(pid), edited, inForce(), overrides, folder(), descriptions);
    if (!edit.refused().isEmpty()) {
      return edit.refused();
    }
    try {
      var _ = resolve(edit.overrides(), file);
      return List.of();
    } catch (SettingsException e) {
      return e.problems();
    }
  }

  /**
   * Takes an edit of somebody else: what may be becomes an override, all else is put back.
   *
   * @param base what this room had written when the edit was made. It may be older than what is
   *     written now, and is older than what is just being written; a value of the latter that looks
   *     like an edit is no override, since the sources say the same
   * @param found the configuration after the edit; empty if it was deleted, which ends overrides
   */
  void edited(String pid, Wanted base, Optional<SortedMap<String, Object>> found)
      throws IOException {
    Wanted wanted = written.wanted();
    if (!wanted.has(pid)) {
      return;
    }
    SortedMap<String, Object> known = base.has(pid) ? base.of(pid) : wanted.of(pid);
    RunnerSettings before = inForce();
    Edit edit =
        found
            .map(now -> Edit.of(pid, known, now, before, overrides, folder(), descriptions))
            .orElseGet(() -> new Edit(overrides.without(pid), List.of()));
    edit.refused().forEach(problem -> log.warn("An edit of {} is put back: {}", pid, problem));
    try {
      RunnerSettings after = resolve(edit.overrides(), file);
      Changes.between(before, after, start)
          .forEach(change -> log.info("{} was edited: {}", pid, change));
      apply(after, List.of(pid));
    } catch (SettingsException e) {
      e.problems().forEach(problem -> log.warn("An edit of {} is put back: {}", pid, problem));
      apply(before, List.of(pid));
    }
  }

  /** Those without what the rooms would not take. What keys stand for is looked at elsewhere. */
  private Overrides usable(Overrides loaded) {
    Overrides usable = loaded;
    for (String pid : Key.pids()) {
      for (Map.Entry<String, Object> each : loaded.of(pid).entrySet()) {
        String name = each.getKey();
        if (Key.of(pid, name).isEmpty()) {
          try {
            usable = usable.with(pid, name, descriptions.read(pid, name, each.getValue()));
          } catch (JsoncException e) {
            usable = usable.without(pid, name);
            log.warn(
                "The value of {} of {} that was edited in the web console is left out: {}",
                name,
                pid,
                e.problem());
          }
        }
      }
    }
    return usable;
  }

  /**
   * With what somebody wrote into configurations that are about to be written, and this room has
   * not heard of: because it did not keep them so far, such as that of a plugin that was not
   * listed, or because it is hearing of it just now.
   */
  private RunnerSettings adopting(RunnerSettings next, SettingsFile source)
      throws SettingsException, IOException {
    Overrides all = next.overrides();
    Wanted wanted = written.wanted();
    Wanted then = Wanted.of(next, start);
    for (String pid : then.configurations().keySet()) {
      Optional<SortedMap<String, Object>> found =
          written.isCertain(pid) && !then.of(pid).equals(wanted.of(pid))
              ? unheard(pid)
              : Optional.empty();
      if (found.isPresent()) {
        SortedMap<String, Object> before = wanted.has(pid) ? wanted.of(pid) : then.of(pid);
        Edit edit = Edit.of(pid, before, found.get(), next, all, folder(), descriptions);
        edit.refused().forEach(problem -> log.warn("An edit of {} is left out: {}", pid, problem));
        all = edit.overrides();
      }
    }
    return all.equals(next.overrides()) ? next : resolve(all, source);
  }

  private Optional<SortedMap<String, Object>> unheard(String pid) throws IOException {
    return configurations
        .read(pid)
        .filter(found -> written.wanted().has(pid) || !found.containsKey(OriginLines.PROPERTY));
  }

  private Path folder() {
    return Objects.requireNonNull(start.file().getParent());
  }

  private RunnerSettings inForce() {
    return Objects.requireNonNull(settings, "not begun");
  }

  private RunnerSettings resolve(Overrides edited, SettingsFile source) throws SettingsException {
    return RunnerSettings.resolve(new Sources(start.home(), start.given(), edited, source));
  }

  /**
   * Makes ConfigAdmin what follows from settings, and keeps what was edited: all of it, or nothing.
   *
   * @param edited PIDs of configurations that are not what they were
   */
  private void apply(RunnerSettings next, List<String> edited) throws IOException {
    Overrides before = overrides;
    keep(next.overrides());
    try {
      written.become(Wanted.of(next, start), edited);
    } catch (IOException | RuntimeException e) {
      keep(before);
      throw e;
    }
    settings = next;
  }

  private void keep(Overrides next) {
    if (next.equals(overrides)) {
      return;
    }
    overrides = next;
    try {
      next.store(start.data());
    } catch (IOException e) {
      log.error(
          "What was edited in the web console cannot be kept and is lost at the next start", e);
    }
  }
}
