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
  private SettingsFile file;
  private Overrides overrides = Overrides.NONE;
  private @Nullable RunnerSettings settings;
  private Wanted wanted = Wanted.NOTHING;

  Keeper(Start start, Configurations configurations) {
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
    apply(next);
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
    file = next;
    apply(after);
    log.info(
        "{} was changed and is applied: {}",
        next.file(),
        changes.isEmpty() ? "nothing is different" : String.join("; ", changes));
    Changes.overridden(after, next.values().keySet()).forEach(each -> log.info("{}", each));
  }

  /**
   * Takes an edit of somebody else: what may be becomes an override, all else is put back.
   *
   * @param found the configuration after the edit; empty if it was deleted, which ends overrides
   */
  void edited(String pid, Optional<SortedMap<String, Object>> found) throws IOException {
    if (!wanted.has(pid)) {
      return;
    }
    RunnerSettings before = inForce();
    Edit edit =
        found
            .map(
                properties -> Edit.of(pid, wanted.of(pid), properties, before, overrides, folder()))
            .orElseGet(() -> new Edit(overrides.without(pid), List.of()));
    edit.refused().forEach(problem -> log.warn("An edit of {} is put back: {}", pid, problem));
    try {
      RunnerSettings after = resolve(edit.overrides(), file);
      Changes.between(before, after, start)
          .forEach(change -> log.info("{} was edited: {}", pid, change));
      apply(after);
    } catch (SettingsException e) {
      e.problems().forEach(problem -> log.warn("An edit of {} is put back: {}", pid, problem));
      apply(before);
    }
  }

  /**
   * With what somebody wrote into configurations that this room has not kept so far, such as that
   * of a plugin that was not listed.
   */
  private RunnerSettings adopting(RunnerSettings next, SettingsFile written)
      throws SettingsException, IOException {
    Overrides all = next.overrides();
    Wanted then = Wanted.of(next, start);
    for (String pid : then.configurations().keySet()) {
      var found = wanted.has(pid) ? Optional.<SortedMap<String, Object>>empty() : foreign(pid);
      if (found.isPresent()) {
        Edit edit = Edit.of(pid, then.of(pid), found.get(), next, all, folder());
        edit.refused().forEach(problem -> log.warn("Of {} is left out: {}", pid, problem));
        all = edit.overrides();
      }
    }
    return all.equals(next.overrides()) ? next : resolve(all, written);
  }

  private Optional<SortedMap<String, Object>> foreign(String pid) throws IOException {
    return configurations.read(pid).filter(each -> !each.containsKey(OriginLines.PROPERTY));
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

  /** Makes ConfigAdmin what follows from settings, and keeps what was edited. */
  private void apply(RunnerSettings next) throws IOException {
    settings = next;
    wanted = Wanted.of(next, start);
    keep(next.overrides());
    for (Map.Entry<String, SortedMap<String, Object>> each : wanted.configurations().entrySet()) {
      configurations.write(each.getKey(), each.getValue());
    }
    for (String pid : configurations.kept()) {
      if (!wanted.has(pid)) {
        configurations.delete(pid);
      }
    }
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
