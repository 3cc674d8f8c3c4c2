package dev.buntime.deployer.internal.web;

import dev.buntime.deployer.internal.archives.Quoted;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An element of the deployment descriptor.
 *
 * @param name without its namespace
 * @param namespace empty if it has none
 * @param line where it begins, from 1
 * @param attributes by their names without namespaces
 * @param children in their order
 * @param text its own text without the blanks around it
 */
record XmlElement(
    String name,
    String namespace,
    int line,
    Map<String, String> attributes,
    List<XmlElement> children,
    String text) {

  /** Where it is, for messages. */
  String origin() {
    return WebContent.DESCRIPTOR + ", line " + line;
  }

  /** The children of a name, in their order. */
  List<XmlElement> all(String child) {
    return children.stream().filter(each -> each.name().equals(child)).toList();
  }

  /**
   * The one child of a name, if there is one.
   *
   * @throws RefusedWebAppException if there are several
   */
  Optional<XmlElement> optional(String child) throws RefusedWebAppException {
    List<XmlElement> found = all(child);
    if (found.size() > 1) {
      throw found.get(1).refused("<%s> is there twice; leave one".formatted(child));
    }
    return found.stream().findFirst();
  }

  /**
   * The text of a child that has to be there.
   *
   * @throws RefusedWebAppException if it is missing, empty, or there are several
   */
  String required(String child) throws RefusedWebAppException {
    Optional<XmlElement> found = optional(child);
    if (found.isEmpty() || found.get().text().isEmpty()) {
      throw refused("<%s> needs a <%s> with a text".formatted(name, child));
    }
    return found.get().text();
  }

  /**
   * The text of the element as a truth.
   *
   * @throws RefusedWebAppException if it is neither true nor false
   */
  boolean truth() throws RefusedWebAppException {
    return switch (text) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      default -> throw refused("<%s> is %s; allowed are true and false".formatted(name, quoted()));
    };
  }

  /**
   * The text of the element as a whole number.
   *
   * @throws RefusedWebAppException if it is none
   */
  int number() throws RefusedWebAppException {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException _) {
      throw refused("<%s> is %s, which is not a whole number".formatted(name, quoted()));
    }
  }

  /** Its text for messages. */
  String quoted() {
    return Quoted.of(text);
  }

  /**
   * That something about it is wrong.
   *
   * @param what is wrong and what to do
   */
  RefusedWebAppException refused(String what) {
    return new RefusedWebAppException(origin() + ": " + what);
  }
}
