package dev.buntime.deployer.internal;

import dev.buntime.jsonc.Printable;
import dev.buntime.plugin.Plugin;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/**
 * Says what components of a bundle wait for that would be plugins: Declarative Services keep quiet
 * about that.
 *
 * @param components knows all components
 */
record WaitingComponents(ServiceComponentRuntime components) {

  /** What each of them waits for, in a sentence without full stop; none if none waits. */
  List<String> of(Bundle bundle) {
    return components.getComponentDescriptionDTOs(bundle).stream()
        .filter(each -> Arrays.asList(each.serviceInterfaces).contains(Plugin.class.getName()))
        .flatMap(this::obstacles)
        .map(Printable::of)
        .toList();
  }

  private Stream<String> obstacles(ComponentDescriptionDTO component) {
    Collection<ComponentConfigurationDTO> states =
        components.getComponentConfigurationDTOs(component);
    return states.isEmpty() && component.configurationPolicy.equals("require")
        ? Stream.of(waitsForConfiguration(component))
        : states.stream().flatMap(each -> obstacle(component, each).stream());
  }

  private static Optional<String> obstacle(
      ComponentDescriptionDTO component, ComponentConfigurationDTO state) {
    return switch (state.state) {
      case ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION ->
          Optional.of(waitsForConfiguration(component));
      case ComponentConfigurationDTO.UNSATISFIED_REFERENCE ->
          Optional.of("%s waits for %s".formatted(name(component), services(component, state)));
      case ComponentConfigurationDTO.FAILED_ACTIVATION ->
          Optional.of("%s fails: %s".formatted(name(component), firstLine(state.failure)));
      default -> Optional.empty(); // satisfied or active
    };
  }

  private static String waitsForConfiguration(ComponentDescriptionDTO component) {
    return "%s waits for its configuration: list it under \"plugins\" in buntime.jsonc"
        .formatted(name(component));
  }

  private static String name(ComponentDescriptionDTO component) {
    return component.properties.get(Plugin.NAME) instanceof String name
        ? name
        : "component " + component.name;
  }

  private static String services(
      ComponentDescriptionDTO component, ComponentConfigurationDTO state) {
    return Arrays.stream(state.unsatisfiedReferences)
        .map(each -> service(component, each))
        .collect(Collectors.joining(" and "));
  }

  private static String service(
      ComponentDescriptionDTO component, UnsatisfiedReferenceDTO unsatisfied) {
    String type =
        Arrays.stream(component.references)
            .filter(each -> each.name.equals(unsatisfied.name))
            .map(WaitingComponents::type)
            .findFirst()
            .orElse(unsatisfied.name);
    return "a service " + type + (unsatisfied.target == null ? "" : " " + unsatisfied.target);
  }

  private static String type(ReferenceDTO reference) {
    return reference.interfaceName;
  }

  private static String firstLine(String failure) {
    return failure.lines().findFirst().orElse("");
  }
}
