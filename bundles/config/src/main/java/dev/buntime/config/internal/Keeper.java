package dev.buntime.config.internal;

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
  private final FormDefaults forms;
  private SettingsFile file;
  private Overrides overrides = Overrides.NONE;
  private @Nullable RunnerSettings settings;
  private volatile Wanted wanted = Wanted.NOTHING; // what ConfigAdmin holds, but for edits

  Keeper(Start start, Configurations configurations, FormDefaults forms) {
    this.forms = forms;
    this.start = start;
    this.configurations = configurations;
    this.file = SettingsFile.absent(start.file());
  }

  /**
   * Begins. What somebody wrote into a configuration before this room kept it counts as edited.
   *
   * @throws SettingsException if the sources cannot be used; then nothing was written
   */
  void begin(SettingsFile first) throws SettingsException, IOException {
    overrides = Overrides.load(start.data());
    RunnerSettings next = adopting(resolve(overrides, first), first);
    next.warnings().forEach(warning -> log.warn("{}", warning));
    file = first;
    apply(next, "");
    for (String pid : configurations.kept()) { // also those of the time before
      if (!wanted.has(pid)) {
        configurations.delete(pid);
      }
    }
  }

  /**
   * Takes another file.
   *
   * @throws SettingsException if it cannot be used; then nothing has changed
   */
  void fileChanged(SettingsFile next) throws SettingsException, IOException {
    RunnerSettings before = inForce();
    RunnerSettings after = adopting(resolve(overrides, next), next);
    List<String> changes = Changes.between(before, after, start);
    List<String> overridden = Changes.overridden(file, next, after);
    file = next;
    apply(after, "");
    log.info(
        "{} was changed and is applied: {}",
        next.file(),
        changes.isEmpty() ? "nothing is different" : String.join("; ", changes));
    overridden.forEach(each -> log.info("{}", each));
  }

  /** What this room has written. From any thread. */
  Wanted written() {
    return wanted;
  }

  /**
   * Why an edit would be put back, in words; empty if it would not, or if the configuration is not
   * kept by this room.
   *
   * @param edited what the configuration would be
   */
  List<String> objections(String pid, SortedMap<String, Object> edited) {
    if (!wanted.has(pid)) {
      return List.of();
    }
    Edit edit = Edit.of(pid, wanted.of(pid), edited, inForce(), overrides, folder(), forms);
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
    if (!wanted.has(pid)) {
      return;
    }
    SortedMap<String, Object> known = base.has(pid) ? base.of(pid) : wanted.of(pid);
    RunnerSettings before = inForce();
    Edit edit =
        found
            .map(now -> Edit.of(pid, known, now, before, overrides, folder(), forms))
            .orElseGet(() -> new Edit(overrides.without(pid), List.of()));
    edit.refused().forEach(problem -> log.warn("An edit of {} is put back: {}", pid, problem));
    try {
      RunnerSettings after = resolve(edit.overrides(), file);
      Changes.between(before, after, start)
          .forEach(change -> log.info("{} was edited: {}", pid, change));
      apply(after, pid);
    } catch (SettingsException e) {
      e.problems().forEach(problem -> log.warn("An edit of {} is put back: {}", pid, problem));
      apply(before, pid);
    }
  }

  /**
   * With what somebody wrote into configurations that are about to be written, and this room has
   * not heard of: because it did not keep them so far, such as that of a plugin that was not
   * listed, or because it is hearing of it just now.
   */
  private RunnerSettings adopting(RunnerSettings next, SettingsFile written)
      throws SettingsException, IOException {
    Overrides all = next.overrides();
    Wanted then = Wanted.of(next, start);
    for (String pid : then.configurations().keySet()) {
      Optional<SortedMap<String, Object>> found =
          then.of(pid).equals(wanted.of(pid)) ? Optional.empty() : unheard(pid);
      if (found.isPresent()) {
        SortedMap<String, Object> before = wanted.has(pid) ? wanted.of(pid) : then.of(pid);
        Edit edit = Edit.of(pid, before, found.get(), next, all, folder(), forms);
        edit.refused().forEach(problem -> log.warn("An edit of {} is left out: {}", pid, problem));
        all = edit.overrides();
      }
    }
    return all.equals(next.overrides()) ? next : resolve(all, written);
  }

  private Optional<SortedMap<String, Object>> unheard(String pid) throws IOException {
    return configurations
        .read(pid)
        .filter(found -> wanted.has(pid) || !found.containsKey(OriginLines.PROPERTY));
  }

  private Path folder() {
    return Objects.requireNonNull(start.file().getParent());
  }

  private RunnerSettings inForce() {
    return Objects.requireNonNull(settings, "not begun");
  }

  private RunnerSettings resolve(Overrides edited, SettingsFile written) throws SettingsException {
    return RunnerSettings.resolve(new Sources(start.home(), start.given(), edited, written));
  }

  /**
   * Makes ConfigAdmin what follows from settings, and keeps what was edited. A configuration that
   * stays what it was is not touched: somebody may be editing it.
   *
   * @param edited PID of a configuration that is not what it was; empty if none
   */
  private void apply(RunnerSettings next, String edited) throws IOException {
    Wanted before = wanted;
    Wanted after = Wanted.of(next, start);
    settings = next;
    keep(next.overrides());
    for (Map.Entry<String, SortedMap<String, Object>> each : after.configurations().entrySet()) {
      String pid = each.getKey();
      if (pid.equals(edited) || !each.getValue().equals(before.of(pid))) {
        configurations.write(pid, each.getValue());
      }
    }
    for (String pid : before.configurations().keySet()) {
      if (!after.has(pid)) {
        configurations.delete(pid);
      }
    }
    wanted = after;
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
