package dev.buntime.repositories.internal;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.namespace.BundleNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.resource.Capability;
import org.osgi.resource.Namespace;
import org.osgi.resource.Requirement;

/** What a requirement asks for (OSGi Core, section 7.3). Immutable. */
final class Wanted {
  private static final String ANYTHING = "(!(there.is.no.such.attribute=*))";
  private static final Pattern FLOOR =
      Pattern.compile("(?<!\\(!)\\((?:bundle-)?version>=([\\w.-]+)\\)");
  private static final Pattern CEILING =
      Pattern.compile("\\(!\\((?:bundle-)?version>=([\\w.-]+)\\)\\)");

  private final Requirement requirement;
  private final Optional<Filter> parsed;

  Wanted(Requirement requirement) {
    this.requirement = requirement;
    this.parsed = parsed(filter());
  }

  /** Empty for one that nobody understands, which nothing fulfils. */
  private static Optional<Filter> parsed(String filter) {
    try {
      return Optional.of(FrameworkUtil.createFilter(filter.isEmpty() ? ANYTHING : filter));
    } catch (InvalidSyntaxException _) {
      return Optional.empty();
    }
  }

  /** The requirement itself. */
  Requirement requirement() {
    return requirement;
  }

  /** Whether a bundle cannot be resolved without it. */
  boolean isMandatory() {
    return isEffective()
        && !Namespace.RESOLUTION_OPTIONAL.equals(
            directive(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE));
  }

  /** Whether the resolver looks at it at all: not later, and not when a class is loaded. */
  boolean isEffective() {
    return directive(Namespace.REQUIREMENT_EFFECTIVE_DIRECTIVE)
            .replace(Namespace.EFFECTIVE_RESOLVE, "")
            .isEmpty()
        && !PackageNamespace.RESOLUTION_DYNAMIC.equals(
            directive(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE));
  }

  private String directive(String name) {
    return requirement.getDirectives().getOrDefault(name, "");
  }

  private String filter() {
    return directive(Namespace.REQUIREMENT_FILTER_DIRECTIVE);
  }

  /** Whether a capability fulfils it, mandatory attributes of the capability included. */
  boolean isGrantedBy(Capability capability) {
    return capability.getNamespace().equals(requirement.getNamespace())
        && parsed.filter(each -> each.matches(capability.getAttributes())).isPresent()
        && hasMandatoryOf(capability);
  }

  /** OSGi Core, section 3.6.2: such an attribute has to be asked for. */
  private boolean hasMandatoryOf(Capability capability) {
    String mandatory =
        capability
            .getDirectives()
            .getOrDefault(PackageNamespace.CAPABILITY_MANDATORY_DIRECTIVE, "");
    for (String attribute : mandatory.split(",", -1)) {
      String name = attribute.strip();
      if (!name.isEmpty()
          && !Pattern.compile("\\(" + Pattern.quote(name) + "[<>~]?=").matcher(filter()).find()) {
        return false;
      }
    }
    return true;
  }

  /** The name that is asked for; empty if the filter has no usual form. */
  String name() {
    String namespace = Pattern.quote(requirement.getNamespace());
    Matcher name = Pattern.compile("\\(" + namespace + "=([^()*]+)\\)").matcher(filter());
    return name.find() ? name.group(1) : "";
  }

  /** The name that a capability of this kind has; empty if it has none. */
  static Optional<String> nameOf(Capability capability) {
    return Optional.ofNullable(capability.getAttributes().get(capability.getNamespace()))
        .map(Object::toString);
  }

  /** In words such as {@code package a.b [1.0.0,2.0.0)}. */
  String words() {
    if (name().isEmpty()) {
      return "capability " + requirement.getNamespace() + " " + filter();
    }
    String kind =
        switch (requirement.getNamespace()) {
          case PackageNamespace.PACKAGE_NAMESPACE -> "package ";
          case BundleNamespace.BUNDLE_NAMESPACE -> "bundle ";
          default -> "capability " + requirement.getNamespace() + " ";
        };
    return kind + name() + versions();
  }

  private String versions() {
    String plain = filter().replaceAll("\\(!\\([^()]*\\)\\)", "");
    Matcher floor = FLOOR.matcher(plain);
    Matcher ceiling = CEILING.matcher(filter());
    String least = floor.find() ? floor.group(1) : "";
    if (ceiling.find()) {
      return " [" + (least.isEmpty() ? "0" : least) + "," + ceiling.group(1) + ")";
    }
    return least.isEmpty() ? "" : " " + least + " or higher";
  }
}
