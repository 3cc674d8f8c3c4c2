package dev.buntime.sandbox.internal;

import java.net.URL;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleWiring;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * The services that extenders register in the name of a bundle: those of its components
 * (Declarative Services, OSGi Compendium 112.4) and those of its service loader files (133.4).
 *
 * @param bundle a resolved bundle
 * @param wiring its wiring
 */
record DeclaredServices(Bundle bundle, BundleWiring wiring) {
  private static final String SERVICE_FILES = "META-INF/services";
  private static final String SERVICE_LOADER = "osgi.serviceloader";

  /** The first one of a type that the framework itself calls, as a reason to refuse the bundle. */
  Optional<String> firstGlobal() {
    return globalComponent().or(this::globalServiceFile).or(this::globalCapability);
  }

  private Optional<String> globalComponent() {
    return new ComponentDescriptions(bundle)
        .files().stream().map(DeclaredServices::globalIn).flatMap(Optional::stream).findFirst();
  }

  private static Optional<String> globalIn(URL description) {
    Types types = new Types();
    ComponentDescriptions.read(description, types);
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
