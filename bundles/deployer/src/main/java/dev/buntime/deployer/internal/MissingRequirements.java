package dev.buntime.deployer.internal;

import dev.buntime.jsonc.Nearest;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.BundleNamespace;
import org.osgi.framework.namespace.ExecutionEnvironmentNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Says in words why a bundle cannot be resolved: what is missing, what in the runner is nearest and
 * what to do.
 */
final class MissingRequirements {
  private static final int MOST = 5;
  private static final String EMBED =
      "Embed it in the jar (with bnd: -includeresource with lib:=true, or Private-Package)";

  private final List<BundleCapability> capabilities;
  private final Bundle bundle;

  /**
   * @param bundle a bundle that is installed and could not be resolved
   * @param others the bundles that it may use
   */
  MissingRequirements(Bundle bundle, Stream<Bundle> others) {
    this.bundle = bundle;
    capabilities =
        Stream.concat(others, Stream.of(bundle))
            .flatMap(MissingRequirements::capabilities)
            .toList();
  }

  private static Stream<BundleCapability> capabilities(Bundle bundle) {
    BundleWiring wiring = bundle.adapt(BundleWiring.class);
    if (wiring != null) {
      return wiring.getCapabilities(null).stream();
    }
    return Stream.ofNullable(bundle.adapt(BundleRevision.class))
        .flatMap(revision -> revision.getDeclaredCapabilities(null).stream());
  }

  /** The reason in one or more sentences; empty if each requirement by itself could be met. */
  Optional<String> explain() {
    List<String> missing =
        Stream.ofNullable(bundle.adapt(BundleRevision.class))
            .flatMap(revision -> revision.getDeclaredRequirements(null).stream())
            .map(Wish::of)
            .filter(wish -> !wish.isOptional())
            .filter(wish -> capabilities.stream().noneMatch(wish::isGrantedBy))
            .map(this::explain)
            .toList();
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    String more = missing.size() > MOST ? " And %d more.".formatted(missing.size() - MOST) : "";
    return Optional.of(missing.stream().limit(MOST).collect(Collectors.joining(" ")) + more);
  }

  private String explain(Wish wish) {
    return switch (wish.requirement().getNamespace()) {
      case ExecutionEnvironmentNamespace.EXECUTION_ENVIRONMENT_NAMESPACE -> java(wish);
      case PackageNamespace.PACKAGE_NAMESPACE ->
          ("Package %s is missing: %s. %s, or mark the import resolution:=optional if the bundle"
                  + " works without it.")
              .formatted(wished(wish), nearest(wish), EMBED);
      case BundleNamespace.BUNDLE_NAMESPACE ->
          ("Bundle %s (Require-Bundle) is missing: %s. Import its packages instead, or embed it in"
                  + " the jar.")
              .formatted(wished(wish), nearest(wish));
      default ->
          ("Capability %s is missing: %s. Remove the requirement, or have the runner's operator add"
                  + " a bundle that provides it.")
              .formatted(capability(wish), nearest(wish));
    };
  }

  private static String java(Wish wish) {
    return ("It needs Java %s (osgi.ee %s); the runner runs on Java %d. Compile it for Java %d or"
            + " lower, or run the runner on a newer Java.")
        .formatted(
            javaVersion(wish.versions().getLeft()),
            wish.name(),
            Runtime.version().feature(),
            Runtime.version().feature());
  }

  private static String javaVersion(Version version) {
    return version.getMajor() == 1 ? "1." + version.getMinor() : String.valueOf(version.getMajor());
  }

  private static String wished(Wish wish) {
    return wish.name() + wish.versionWords();
  }

  private static String capability(Wish wish) {
    String namespace = wish.requirement().getNamespace();
    return wish.name().isEmpty()
        ? namespace + " " + wish.requirement().getDirectives().getOrDefault("filter", "")
        : namespace + " " + wished(wish);
  }

  /** What the runner has instead. */
  private String nearest(Wish wish) {
    List<BundleCapability> same =
        capabilities.stream()
            .filter(each -> wish.nameOf(each).filter(wish.name()::equals).isPresent())
            .toList();
    return same.isEmpty() ? nearestName(wish) : sameName(wish, same);
  }

  private static String sameName(Wish wish, Collection<BundleCapability> same) {
    String offered =
        same.stream()
            .flatMap(each -> Wish.versionsOf(each).stream())
            .distinct()
            .sorted()
            .map(Version::toString)
            .collect(Collectors.joining(", "));
    boolean versionFits =
        same.stream()
            .flatMap(each -> Wish.versionsOf(each).stream())
            .anyMatch(wish.versions()::includes);
    String has = "the runner has " + wish.name() + (offered.isEmpty() ? "" : " " + offered);
    return versionFits || offered.isEmpty()
        ? has + ", but not with the attributes " + wish.requirement().getDirectives().get("filter")
        : has
            + ", which is not"
            + (wish.versions().getRight() == null ? "" : " in")
            + wish.versionWords();
  }

  private String nearestName(Wish wish) {
    Set<String> names =
        capabilities.stream()
            .flatMap(each -> wish.nameOf(each).stream())
            .collect(Collectors.toUnmodifiableSet());
    return "no bundle in the runner provides "
        + (names.isEmpty() ? "anything of that kind" : "that name")
        + Nearest.to(wish.name(), names).map(each -> "; the nearest is " + each).orElse("");
  }
}
