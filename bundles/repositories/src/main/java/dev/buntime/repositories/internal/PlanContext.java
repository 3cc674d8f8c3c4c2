package dev.buntime.repositories.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.ExecutionEnvironmentNamespace;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.framework.namespace.NativeNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.resource.Capability;
import org.osgi.resource.Requirement;
import org.osgi.resource.Resource;
import org.osgi.resource.Wiring;
import org.osgi.service.resolver.HostedCapability;
import org.osgi.service.resolver.ResolveContext;

/**
 * What the resolver may choose from (OSGi Core, chapter 58): what the runner has, then what the app
 * itself has, then the offers, best first. Optional requirements get nothing from repositories.
 */
final class PlanContext extends ResolveContext {
  /**
   * What is there only if the bundle runs, which one that is installed for an app does not, and
   * what only a framework has.
   */
  static final Set<String> NOT_OFFERED =
      Set.of(
          "osgi.extender",
          "osgi.implementation",
          "osgi.service",
          "osgi.serviceloader",
          HostNamespace.HOST_NAMESPACE,
          ExecutionEnvironmentNamespace.EXECUTION_ENVIRONMENT_NAMESPACE,
          NativeNamespace.NATIVE_NAMESPACE);

  private final Resource app;
  private final Map<Resource, Wiring> wirings;
  private final Function<Wanted, List<Capability>> runner;
  private final List<Offer> offers;

  /**
   * @param app has to be resolved
   * @param wirings of what the runner has
   * @param runner what of it fulfils a requirement and may be used
   * @param offers best first
   */
  PlanContext(
      Resource app,
      Map<Resource, Wiring> wirings,
      Function<Wanted, List<Capability>> runner,
      List<Offer> offers) {
    this.app = app;
    this.wirings = wirings;
    this.runner = runner;
    this.offers = offers;
  }

  @Override
  public Collection<Resource> getMandatoryResources() {
    return List.of(app);
  }

  @Override
  public List<Capability> findProviders(Requirement requirement) {
    Wanted wanted = new Wanted(requirement);
    List<Capability> found = new ArrayList<>(highestFirst(runner.apply(wanted).stream()));
    found.addAll(granted(app, wanted).toList());
    if (wanted.isMandatory() && !NOT_OFFERED.contains(requirement.getNamespace())) {
      found.addAll(
          highestFirst(offers.stream().flatMap(offer -> granted(offer.resource(), wanted))));
    } else {
      found.addAll(granted(requirement.getResource(), wanted).toList());
    }
    return new ArrayList<>(found.stream().distinct().toList());
  }

  private static Stream<Capability> granted(Resource resource, Wanted wanted) {
    return resource.getCapabilities(wanted.requirement().getNamespace()).stream()
        .filter(wanted::isGrantedBy);
  }

  /** Equals stay in their order. */
  private static List<Capability> highestFirst(Stream<Capability> capabilities) {
    return capabilities
        .sorted(Comparator.comparing(PlanContext::versionOf, Comparator.reverseOrder()))
        .toList();
  }

  private static Version versionOf(Capability capability) {
    String name =
        capability.getNamespace().equals(PackageNamespace.PACKAGE_NAMESPACE)
            ? Constants.VERSION_ATTRIBUTE
            : Constants.BUNDLE_VERSION_ATTRIBUTE;
    return capability.getAttributes().get(name) instanceof Version version
        ? version
        : Version.emptyVersion;
  }

  @Override
  public int insertHostedCapability(List<Capability> capabilities, HostedCapability hosted) {
    capabilities.add(hosted);
    return capabilities.size() - 1;
  }

  @Override
  public boolean isEffective(Requirement requirement) {
    return new Wanted(requirement).isEffective();
  }

  @Override
  public Map<Resource, Wiring> getWirings() {
    return wirings;
  }
}
