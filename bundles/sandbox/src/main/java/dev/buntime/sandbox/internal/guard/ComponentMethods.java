package dev.buntime.sandbox.internal.guard;

import dev.buntime.sandbox.internal.ComponentDescriptions;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.constant.ConstantDescs;
import java.net.URL;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * The methods and constructors of a bundle's classes that Declarative Services calls (OSGi
 * Compendium 112.3, 112.5), by class and name. A class that a component's class extends has the
 * same ones, as far as it is found through the bundle.
 *
 * @param byClass names of methods, by binary name of the class
 */
record ComponentMethods(Map<String, Set<String>> byClass) {
  private static final Logger log = LoggerFactory.getLogger(ComponentMethods.class);

  /** Reads the descriptions of a bundle, and the classes that they name; loads none of them. */
  static ComponentMethods of(Bundle bundle, ClassLoader loader) {
    Map<String, Set<String>> byClass = new HashMap<>();
    for (URL file : new ComponentDescriptions(bundle).files()) {
      Reader reader = new Reader();
      ComponentDescriptions.read(file, reader);
      reader.byClass.forEach((type, names) -> addTo(byClass, type, names, loader));
    }
    return new ComponentMethods(Map.copyOf(byClass));
  }

  private static void addTo(
      Map<String, Set<String>> byClass, String first, Set<String> names, ClassLoader loader) {
    String type = first;
    for (int i = 0; type != null && i < 100; i++) { // a circle is an error of its own
      byClass.computeIfAbsent(type, _ -> new HashSet<>()).addAll(names);
      type = superclass(type, loader);
    }
  }

  private static @Nullable String superclass(String type, ClassLoader loader) {
    if (type.startsWith("java.")) {
      return null;
    }
    try (InputStream in = loader.getResourceAsStream(type.replace('.', '/') + ".class")) {
      return in == null
          ? null
          : ClassFile.of()
              .parse(in.readAllBytes())
              .superclass()
              .map(above -> above.asInternalName().replace('/', '.'))
              .orElse(null);
    } catch (IOException | IllegalArgumentException e) {
      log.debug("what {} extends cannot be read", type, e);
      return null;
    }
  }

  /** Names of the methods of a class; empty if it is no component's. */
  Set<String> of(String type) {
    return byClass.getOrDefault(type, Set.of());
  }

  /** Collects what is named in a description. */
  private static final class Reader extends DefaultHandler {
    private static final Set<String> OF_REFERENCE = Set.of("bind", "unbind", "updated");

    private final Map<String, Set<String>> byClass = new HashMap<>();
    private Set<String> names = new HashSet<>();

    @Override
    public InputSource resolveEntity(@Nullable String publicId, String systemId)
        throws SAXException {
      throw new SAXException("it refers to " + systemId); // nothing is fetched for an app
    }

    @Override
    public void startElement(String uri, String name, String qualified, Attributes attributes) {
      switch (name) {
        case "component" -> {
          names = new HashSet<>(Set.of(ConstantDescs.INIT_NAME));
          add(attributes, "activate", "activate");
          add(attributes, "deactivate", "deactivate");
          add(attributes, "modified", null);
        }
        case "reference" -> OF_REFERENCE.forEach(kind -> add(attributes, kind, null));
        case "implementation" -> {
          String type = attributes.getValue("class");
          if (type != null) {
            byClass.put(type.strip(), names);
          }
        }
        default -> {
          // Names no method.
        }
      }
    }

    private void add(Attributes attributes, String kind, @Nullable String byDefault) {
      String method = attributes.getValue(kind);
      if (method != null) {
        names.add(method.strip());
      } else if (byDefault != null) {
        names.add(byDefault);
      }
    }
  }
}
