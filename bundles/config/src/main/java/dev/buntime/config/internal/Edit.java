package dev.buntime.config.internal;

import dev.buntime.jsonc.JsoncException;
import dev.buntime.settings.Key;
import dev.buntime.settings.Origin;
import dev.buntime.settings.Overrides;
import dev.buntime.settings.PropertyValues;
import dev.buntime.settings.RunnerSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What somebody changed in a configuration that this room keeps.
 *
 * @param overrides those there were and those of the edit that may be
 * @param refused what of the edit may not be, in words
 */
record Edit(Overrides overrides, List<String> refused) {
  private static final Predicate<String> OF_THE_RUNNER =
      Pattern.compile("(?i)(service|component|buntime)\\..*|objectclass").asMatchPredicate();
  private static final String RANKING = "service.ranking";

  /**
   * Compares a configuration with what it was.
   *
   * @param pid of the configuration
   * @param wanted what it was; a property that is gone comes back
   * @param found what it is now
   * @param settings what is in force
   * @param overrides those there are
   * @param base what relative folders are relative to
   * @param forms what forms have that nobody has touched
   */
  static Edit of(
      String pid,
      SortedMap<String, Object> wanted,
      SortedMap<String, Object> found,
      RunnerSettings settings,
      Overrides overrides,
      Path base,
      FormDefaults forms) {
    List<String> refused = new ArrayList<>();
    Overrides next = overrides;
    for (Map.Entry<String, Object> each : found.entrySet()) {
      String name = each.getKey();
      Object before = wanted.get(name);
      boolean isSame =
          before == null
              ? forms.has(pid, name, each.getValue())
              : PropertyValues.normal(name, before).equals(each.getValue());
      if (isSame || isOfTheRunner(name)) {
        continue;
      }
      try {
        next = next.with(pid, name, allowed(pid, name, each.getValue(), settings, base));
      } catch (JsoncException e) {
        refused.add(e.problem());
      }
    }
    return new Edit(next, List.copyOf(refused));
  }

  private static boolean isOfTheRunner(String name) {
    return OF_THE_RUNNER.test(name) && !name.equalsIgnoreCase(RANKING);
  }

  private static Object allowed(
      String pid, String name, Object value, RunnerSettings settings, Path base)
      throws JsoncException {
    var key = Key.of(pid, name);
    if (key.isEmpty()) {
      return value;
    }
    if (key.get() == Key.CONSOLE) {
      throw new JsoncException(
          key.get().path()
              + " is decided by buntime.jsonc alone: who switched it off here could not"
              + " switch it on again");
    }
    if (settings.entry(key.get()).origin() instanceof Origin.Start start) {
      throw new JsoncException(
          "%s is decided by the %s until the next start"
              .formatted(key.get().path(), start.words()));
    }
    return key.get().readProperty(value, base);
  }
}
