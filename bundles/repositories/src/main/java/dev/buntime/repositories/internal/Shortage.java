package dev.buntime.repositories.internal;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.IdentityNamespace;
import org.osgi.resource.Capability;
import org.osgi.resource.Resource;

/** Says in words what is missing when nothing can be planned. For one thread. */
final class Shortage {
  private static final int MOST = 5;
  private static final int MOST_NEAR = 3;

  private final PlanContext context;
  private final List<Offer> offers;
  private final String repositories;
  private final Set<Resource> looked = new HashSet<>();

  /**
   * @param context of the plan that failed
   * @param offers all there are
   * @param repositories where they come from, such as {@code none of the 2 repositories}
   */
  Shortage(PlanContext context, List<Offer> offers, String repositories) {
    this.context = context;
    this.offers = offers;
    this.repositories = repositories;
  }

  /** What is missing; empty if each requirement by itself could be met. */
  Optional<String> of(Resource app) {
    List<String> missing = missing(app, "").distinct().limit(MOST).toList();
    return missing.isEmpty() ? Optional.empty() : Optional.of(String.join(". ", missing));
  }

  /** Of what everybody would choose first; others may lack other things. */
  private Stream<String> missing(Resource resource, String why) {
    if (!looked.add(resource)) {
      return Stream.empty();
    }
    return resource.getRequirements(null).stream()
        .map(Wanted::new)
        .filter(Wanted::isMandatory)
        .flatMap(wanted -> missing(resource, wanted, why));
  }

  private Stream<String> missing(Resource resource, Wanted wanted, String why) {
    List<Capability> providers = context.findProviders(wanted.requirement());
    if (providers.isEmpty()) {
      return Stream.of(
          "%s%s needs %s; %s offers it%s"
              .formatted(words(resource), why, wanted.words(), repositories, nearest(wanted)));
    }
    boolean isThere = providers.stream().anyMatch(each -> !isOffered(each.getResource()));
    Resource first = providers.getFirst().getResource();
    return isThere ? Stream.empty() : missing(first, ", which is needed by " + words(resource));
  }

  private boolean isOffered(Resource resource) {
    return offers.stream().anyMatch(offer -> offer.resource().equals(resource));
  }

  /** What is offered in another version, or cannot be had this way. */
  private String nearest(Wanted wanted) {
    Function<Offer, Stream<Capability>> alike =
        offer ->
            offer.resource().getCapabilities(wanted.requirement().getNamespace()).stream()
                .filter(each -> !wanted.name().isEmpty())
                .filter(each -> Wanted.nameOf(each).filter(wanted.name()::equals).isPresent());
    if (PlanContext.NOT_OFFERED.contains(wanted.requirement().getNamespace())) {
      return offers.stream().anyMatch(offer -> alike.apply(offer).findAny().isPresent())
          ? ": one has it, but what is installed for an app is not started"
          : "";
    }
    String found =
        offers.stream()
            .flatMap(offer -> alike.apply(offer).map(each -> words(each) + " of " + offer.words()))
            .distinct()
            .limit(MOST_NEAR)
            .collect(Collectors.joining(", "));
    return found.isEmpty() ? "" : "; there is " + found;
  }

  private static String words(Capability capability) {
    Object version =
        Stream.of(Constants.VERSION_ATTRIBUTE, Constants.BUNDLE_VERSION_ATTRIBUTE)
            .map(capability.getAttributes()::get)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse("");
    return (Wanted.nameOf(capability).orElse("") + " " + version).strip();
  }

  /** A bundle by name and version. */
  static String words(Resource resource) {
    return resource.getCapabilities(IdentityNamespace.IDENTITY_NAMESPACE).stream()
        .map(identity ->
            identity.getAttributes().get(IdentityNamespace.IDENTITY_NAMESPACE)
                + " "
                + identity.getAttributes().get(IdentityNamespace.CAPABILITY_VERSION_ATTRIBUTE))
        .findFirst()
        .orElse("the bundle");
  }
}
