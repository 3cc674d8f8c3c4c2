package dev.buntime.deployer.internal.web;

import dev.buntime.deployer.internal.archives.Quoted;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Init parameters. Service properties carry them, where names that differ in case are one. */
final class Params {
  private final Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  /**
   * Adds those of an element.
   *
   * @param parent the element
   * @param kind name of its children with a {@code param-name} and a {@code param-value}
   * @throws RefusedWebAppException if one is there twice or malformed
   */
  static Params of(XmlElement parent, String kind) throws RefusedWebAppException {
    Params params = new Params();
    for (XmlElement each : parent.all(kind)) {
      String name = each.required("param-name");
      String value = each.optional("param-value").map(XmlElement::text).orElse("");
      if (params.values.putIfAbsent(name, value) != null) {
        throw each.refused(
            ("%s %s is there twice, or differs from another one only in upper and lower case,"
                    + " which cannot be carried; leave or rename one")
                .formatted(kind, Quoted.of(name)));
      }
    }
    return params;
  }

  /** Adds a parameter that is not there yet. */
  void addIfAbsent(String name, String value) {
    values.putIfAbsent(name, value);
  }

  Map<String, String> values() {
    return Collections.unmodifiableMap(values);
  }
}
