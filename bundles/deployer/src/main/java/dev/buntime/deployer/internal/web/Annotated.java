package dev.buntime.deployer.internal.web;

import java.util.List;
import java.util.Map;

/**
 * A class with an annotation of the servlet API.
 *
 * @param className the class
 * @param annotation simple name of the annotation
 * @param values its elements by name: texts, numbers, truths, names of enum constants, lists and
 *     maps of such
 * @param origin the file of the class, for messages
 */
record Annotated(String className, String annotation, Map<String, Object> values, String origin) {

  /** An element that is a text; empty if it is not there. */
  String text(String element) {
    return values.get(element) instanceof String text ? text : "";
  }

  /** An element that is a list of texts; empty if it is not there. */
  List<String> texts(String element) {
    return list(element).stream().map(String::valueOf).toList();
  }

  /** An element that is a number. */
  long number(String element, long otherwise) {
    return values.get(element) instanceof Number number ? number.longValue() : otherwise;
  }

  /** An element that is a truth; false if it is not there. */
  boolean truth(String element) {
    return Boolean.TRUE.equals(values.get(element));
  }

  /** An element that is a list; empty if it is not there. */
  List<?> list(String element) {
    return values.get(element) instanceof List<?> list ? list : List.of();
  }
}
