package dev.buntime.plugin.authz.internal.pdp;

import dev.buntime.plugin.authz.internal.attributes.Attribute;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A request for a decision: values of attributes. Values are written as XML Schema has them.
 *
 * @param values by attribute; none for what is unknown
 */
public record Query(Map<Attribute, List<String>> values) {
  /** Makes it immutable. */
  public Query {
    values =
        values.entrySet().stream()
            .filter(entry -> !entry.getValue().isEmpty())
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, entry -> List.copyOf(entry.getValue())));
  }

  /** The values of an attribute, perhaps none. */
  public List<String> values(Attribute attribute) {
    return values.getOrDefault(attribute, List.of());
  }

  /** Starts without values. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects values. Not thread-safe. */
  public static final class Builder {
    private final Map<Attribute, List<String>> values = new LinkedHashMap<>();

    private Builder() {}

    /** Adds one value. */
    public Builder add(Attribute attribute, String value) {
      return add(attribute, List.of(value));
    }

    /** Adds values to a bag. */
    public Builder add(Attribute attribute, Collection<String> bag) {
      values.computeIfAbsent(attribute, _ -> new ArrayList<>(bag.size())).addAll(bag);
      return this;
    }

    /** All that was added. */
    public Query build() {
      return new Query(values);
    }
  }
}
