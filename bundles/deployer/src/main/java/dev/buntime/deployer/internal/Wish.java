package dev.buntime.deployer.internal;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.resource.Namespace;

/**
 * What a requirement asks for, as far as its filter has the usual form: a name and versions.
 *
 * @param requirement the requirement itself
 * @param name value of the attribute that is named like the namespace, empty if the filter has none
 * @param versions the versions that will do
 */
record Wish(BundleRequirement requirement, String name, VersionRange versions) {
  private static final Pattern NAME = Pattern.compile("\\(([\\w.-]+)=([^()*]+)\\)");
  private static final Pattern FLOOR =
      Pattern.compile("(?<!\\()\\((?:bundle-)?version>?=([\\w.-]+)\\)");
  private static final Pattern CEILING =
      Pattern.compile("\\(!\\((?:bundle-)?version>=([\\w.-]+)\\)\\)");
  private static final Pattern LAST = Pattern.compile("\\((?:bundle-)?version<=([\\w.-]+)\\)");

  /** Reads a requirement. */
  static Wish of(BundleRequirement requirement) {
    String filter =
        requirement.getDirectives().getOrDefault(Namespace.REQUIREMENT_FILTER_DIRECTIVE, "");
    String name =
        NAME.matcher(filter)
            .results()
            .filter(hit -> hit.group(1).equals(requirement.getNamespace()))
            .findFirst()
            .map(hit -> hit.group(2))
            .orElse("");
    return new Wish(requirement, name, versions(filter));
  }

  private static VersionRange versions(String filter) {
    Version floor =
        version(FLOOR, filter.replaceAll("\\(!\\([^()]*\\)\\)", "")).orElse(Version.emptyVersion);
    Optional<Version> ceiling = version(CEILING, filter);
    Optional<Version> last = version(LAST, filter);
    return ceiling
        .map(end -> new VersionRange(VersionRange.LEFT_CLOSED, floor, end, VersionRange.RIGHT_OPEN))
        .or(() ->
            last.map(end ->
                new VersionRange(VersionRange.LEFT_CLOSED, floor, end, VersionRange.RIGHT_CLOSED)))
        .orElseGet(
            () -> new VersionRange(VersionRange.LEFT_CLOSED, floor, null, VersionRange.RIGHT_OPEN));
  }

  private static Optional<Version> version(Pattern pattern, String filter) {
    Matcher matcher = pattern.matcher(filter);
    return matcher.find() ? Optional.of(Version.parseVersion(matcher.group(1))) : Optional.empty();
  }

  /** Whether the bundle can do without it when it is resolved. */
  boolean isOptional() {
    var directives = requirement.getDirectives();
    boolean later =
        !Namespace.EFFECTIVE_RESOLVE.equals(
            directives.getOrDefault(
                Namespace.REQUIREMENT_EFFECTIVE_DIRECTIVE, Namespace.EFFECTIVE_RESOLVE));
    String resolution =
        directives.getOrDefault(
            Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE, Namespace.RESOLUTION_MANDATORY);
    return later
        || resolution.equals(Namespace.RESOLUTION_OPTIONAL)
        || resolution.equals(PackageNamespace.RESOLUTION_DYNAMIC);
  }

  /** Whether a capability fulfils it. */
  boolean isGrantedBy(BundleCapability capability) {
    return requirement.getNamespace().equals(capability.getNamespace())
        && requirement.matches(capability);
  }

  /** The name of a capability, if it is in the namespace of this wish. */
  Optional<String> nameOf(BundleCapability capability) {
    Object value = capability.getAttributes().get(requirement.getNamespace());
    return capability.getNamespace().equals(requirement.getNamespace()) && value != null
        ? Optional.of(value.toString())
        : Optional.empty();
  }

  /** The versions that a capability offers; none if it has no version. */
  static List<Version> versionsOf(BundleCapability capability) {
    var attributes = capability.getAttributes();
    Object value =
        attributes.containsKey(Constants.VERSION_ATTRIBUTE)
            ? attributes.get(Constants.VERSION_ATTRIBUTE)
            : attributes.get(Constants.BUNDLE_VERSION_ATTRIBUTE);
    Stream<?> values =
        value instanceof Collection<?> many ? many.stream() : Stream.ofNullable(value);
    return values.filter(Version.class::isInstance).map(Version.class::cast).sorted().toList();
  }

  /** The versions in words, empty if any will do. */
  String versionWords() {
    if (versions.getRight() != null) {
      return " " + versions;
    }
    return versions.getLeft().equals(Version.emptyVersion)
        ? ""
        : " " + versions.getLeft() + " or higher";
  }
}
