package dev.buntime.sandbox.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.StringTokenizer;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * The services that extenders register in the name of a bundle: those of its components
 * (Declarative Services, OSGi Compendium 112.4) and those of its service loader files (133.4).
 *
 * <p>Components are looked up as Felix SCR does it, those in fragments included, which also passes
 * over what it cannot read.
 *
 * @param bundle a resolved bundle
 * @param wiring its wiring
 */
record DeclaredServices(Bundle bundle, BundleWiring wiring) {
  private static final Logger log = LoggerFactory.getLogger(DeclaredServices.class);

  private static final String COMPONENTS = "Service-Component";
  private static final String SERVICE_FILES = "META-INF/services";
  private static final String SERVICE_LOADER = "osgi.serviceloader";

  /** The first one of a type that the framework itself calls, as a reason to refuse the bundle. */
  Optional<String> firstGlobal() {
    return globalComponent().or(this::globalServiceFile).or(this::globalCapability);
  }

  private Optional<String> globalComponent() {
    return descriptions().stream()
        .map(DeclaredServices::globalIn)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private List<URL> descriptions() {
    List<URL> found = new ArrayList<>();
    String header = bundle.getHeaders("").get(COMPONENTS);
    StringTokenizer places = new StringTokenizer(header == null ? "" : header, ", ");
    while (places.hasMoreTokens()) {
      String place = places.nextToken();
      int slash = place.lastIndexOf('/');
      Enumeration<URL> entries =
          bundle.findEntries(
              slash > 0 ? place.substring(0, slash) : "/",
              slash > 0 ? place.substring(slash + 1) : place,
              false);
      if (entries != null) {
        found.addAll(Collections.list(entries));
      }
    }
    return found;
  }

  private static Optional<String> globalIn(URL description) {
    Types types = new Types();
    try (InputStream in = description.openStream()) {
      SAXParserFactory parsers = SAXParserFactory.newDefaultInstance(); // not one of the app
      parsers.setNamespaceAware(true);
      parsers.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      parsers.newSAXParser().parse(in, types);
    } catch (IOException | SAXException e) {
      log.debug("{} describes no components that can be read", description, e);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("the JDK has no secure XML parser", e);
    }
    String file = description.getPath();
    if (types.reference != null) {
      return Optional.of(
          "%s refers to %s, so what its components provide is not known; take the reference out"
              .formatted(file, types.reference));
    }
    return types.provided.stream()
        .filter(GlobalServices::contains)
        .findFirst()
        .map(type -> refusal("a component in " + file + " provides " + type));
  }

  private static String refusal(String finding) {
    return finding + ", which the framework would call for all other apps, too; take it out";
  }

  private Optional<String> globalServiceFile() {
    Collection<String> files =
        wiring.listResources(SERVICE_FILES, "*", BundleWiring.LISTRESOURCES_LOCAL);
    return (files == null ? List.<String>of() : files)
        .stream()
            .filter(file -> GlobalServices.contains(file.substring(SERVICE_FILES.length() + 1)))
            .findFirst()
            .map(file -> refusal("it has the file " + file));
  }

  private Optional<String> globalCapability() {
    List<BundleCapability> offered = wiring.getCapabilities(SERVICE_LOADER);
    return (offered == null ? List.<BundleCapability>of() : offered)
        .stream()
            .map(one -> String.valueOf(one.getAttributes().get(SERVICE_LOADER)))
            .filter(GlobalServices::contains)
            .findFirst()
            .map(type -> refusal("its header Provide-Capability offers " + type));
  }

  /** Collects what the components in a description provide. */
  private static final class Types extends DefaultHandler {
    private final List<String> provided = new ArrayList<>();
    private @Nullable String reference;

    @Override
    public InputSource resolveEntity(@Nullable String publicId, String systemId)
        throws SAXException {
      reference = systemId;
      throw new SAXException("it refers to " + systemId);
    }

    @Override
    public void startElement(String uri, String name, String qualified, Attributes attributes) {
      String type = attributes.getValue("interface");
      if (name.equals("provide") && type != null) {
        provided.add(type.strip());
      }
    }
  }
}
