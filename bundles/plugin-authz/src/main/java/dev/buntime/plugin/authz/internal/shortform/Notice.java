package dev.buntime.plugin.authz.internal.shortform;

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
}
