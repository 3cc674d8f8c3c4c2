package dev.buntime.settings;

import dev.buntime.jsonc.Place;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A plugin that {@code buntime.jsonc} lists.
 *
 * @param name the short name
 * @param options as ConfigAdmin holds them: texts, truth values, {@code Long}, {@code Double}, or a
 *     list of one of them; {@code service.ranking} is an {@code Integer}
 * @param place where it is listed
 */
public record ListedPlugin(String name, SortedMap<String, Object> options, Place place) {
  /** Copies the options. */
  public ListedPlugin {
    options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
  }

  /** The same with other options. */
  ListedPlugin with(Map<String, Object> other) {
    return new ListedPlugin(name, new TreeMap<>(other), place);
  }
}
