package dev.buntime.plugin.authz.internal.shortform;

import dev.buntime.plugin.authz.internal.pdp.Verdict.Assignment;
import dev.buntime.plugin.authz.internal.pdp.Verdict.Instruction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An obligation or an advice (XACML 3.0, section 7.18).
 *
 * @param id a URI
 * @param on the decision that it comes with
 * @param attributes what it says, by name
 */
record Notice(String id, Effect on, Map<String, List<Term.Literal>> attributes) {
  Notice {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes)); // in this order
  }

  /** As whoever asks gets it. */
  Instruction instruction() {
    List<Assignment> assignments = new ArrayList<>();
    attributes.forEach((name, values) ->
        values.forEach(
            value -> assignments.add(new Assignment(name, value.type().id(), value.text()))));
    return new Instruction(id, assignments);
  }
}
