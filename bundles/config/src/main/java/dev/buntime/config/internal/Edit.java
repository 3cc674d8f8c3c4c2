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
   * @param descriptions what forms have that nobody has touched, and what values may be
   */
  static Edit of(
      String pid,
      SortedMap<String, Object> wanted,
      SortedMap<String, Object> found,
      RunnerSettings settings,
      Overrides overrides,
      Path base,
      Descriptions descriptions) {
    List<String> refused = new ArrayList<>();
    Overrides next = overrides;
    for (Map.Entry<String, Object> each : found.entrySet()) {
      String name = each.getKey();
      Object before = wanted.get(name);
      boolean isSame =
          before == null
              ? descriptions.isDefault(pid, name, each.getValue())
              : PropertyValues.normal(name, before).equals(each.getValue());
      if (isSame || isOfTheRunner(name)) {
        continue;
      }
      try {
        var key = Key.of(pid, name);
        Object value =
            key.isPresent()
                ? allowed(key.get(), each.getValue(), settings, base)
                : further(pid, name, each.getValue(), descriptions);
        next = next.with(pid, name, value);
      } catch (JsoncException e) {
        refused.add(e.problem());
      }
    }
    return new Edit(next, List.copyOf(refused));
  }

  private static boolean isOfTheRunner(String name) {
    return OF_THE_RUNNER.test(name) && !name.equalsIgnoreCase(RANKING);
  }

  /** Options of plugins are free; what the runner reads is as its rooms describe it. */
  private static Object further(String pid, String name, Object value, Descriptions descriptions)
      throws JsoncException {
    return Key.pids().contains(pid) ? descriptions.read(pid, name, value) : value;
  }

  private static Object allowed(Key key, Object value, RunnerSettings settings, Path base)
      throws JsoncException {
    if (key == Key.CONSOLE) {
      throw new JsoncException(
          key.path()
              + " is decided by buntime.jsonc alone: who switched it off here could not"
              + " switch it on again");
    }
    if (settings.entry(key).origin() instanceof Origin.Start start) {
      throw new JsoncException(
          "%s is decided by the %s until the next start".formatted(key.path(), start.words()));
    }
    return key.readProperty(value, base);
  }
}
