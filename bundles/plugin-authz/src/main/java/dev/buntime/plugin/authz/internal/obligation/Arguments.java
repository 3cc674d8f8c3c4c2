package dev.buntime.plugin.authz.internal.obligation;

import dev.buntime.plugin.authz.internal.pdp.Verdict.Assignment;
import dev.buntime.plugin.authz.internal.pdp.Verdict.Instruction;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The attributes of an obligation. Immutable. */
final class Arguments {
  private final String obligation;
  private final Map<String, List<String>> values;

  Arguments(Instruction obligation) {
    this.obligation = obligation.id();
    values =
        obligation.attributes().stream()
            .collect(
                Collectors.groupingBy(
                    Assignment::id,
                    LinkedHashMap::new,
                    Collectors.mapping(Assignment::value, Collectors.toList())));
  }

  /** All values, by the ids of the attributes. */
  Map<String, List<String>> all() {
    return values;
  }

  /** The values of an attribute, perhaps none. */
  List<String> values(String id) {
    return values.getOrDefault(id, List.of());
  }

  /** The only value of an attribute; empty if it is not there. */
  Optional<String> one(String id) throws ObligationException {
    List<String> found = values(id);
    if (found.size() > 1) {
      throw refused("has %s more than once".formatted(id));
    }
    return found.stream().findFirst();
  }

  /** Refuses all attributes but these. */
  void allow(Collection<String> ids) throws ObligationException {
    for (String id : values.keySet()) {
      if (!ids.contains(id)) {
        throw refused("has no attribute %s, but %s".formatted(id, String.join(", ", ids)));
      }
    }
  }

  /** Says what is wrong. */
  ObligationException refused(String problem) {
    return new ObligationException("the obligation %s %s".formatted(obligation, problem));
  }
}
