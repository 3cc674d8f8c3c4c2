package dev.buntime.jsonc;

import java.util.Collection;

/**
 * A key of an object with its value.
 *
 * @param key as it is written
 * @param place of the key
 * @param setting the value
 */
public record Member(String key, Place place, Setting setting) {

  /**
   * The error that this key does not exist, with the nearest of those that do.
   *
   * @param known keys that the object may have
   */
  public JsoncException unknown(Collection<String> known) {
    return place.error(
        "%s is not a known key%s The keys are %s"
            .formatted(
                setting.path(),
                Nearest.to(key, known).map("; did you mean %s?"::formatted).orElse("."),
                String.join(", ", known)));
  }
}
