package dev.buntime.plugins.internal;

import dev.buntime.jsonc.Nearest;
import dev.buntime.plugin.Plugin;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** Why a plugin is not there, as far as Declarative Services knows. */
final class ComponentReport {
  private static final String CAUSE = "Caused by: ";
  private static final String NOBODY = "no bundle that runs provides it";

  private ComponentReport() {}

  /**
   * Why there is no service of a plugin, for a person.
   *
   * @param components null if Declarative Services cannot be asked
   */
  static String whyMissing(@Nullable ServiceComponentRuntime components, String plugin) {
    if (components == null) {
      return NOBODY;
    }
    Collection<ComponentDescriptionDTO> all = components.getComponentDescriptionDTOs();
    return all.stream()
        .filter(component -> plugin.equals(component.properties.get(Plugin.NAME)))
        .findFirst()
        .map(component -> whyInactive(components, component))
        .orElseGet(() -> NOBODY + hint(plugin, all));
  }

  private static String hint(String plugin, Collection<ComponentDescriptionDTO> all) {
    List<String> names =
        all.stream()
            .map(component -> component.properties.get(Plugin.NAME))
            .filter(String.class::isInstance)
            .map(String.class::cast)
            .toList();
    return Nearest.to(plugin, names).map("; there is "::concat).orElse("");
  }

  private static String whyInactive(
      ServiceComponentRuntime components, ComponentDescriptionDTO component) {
    String who =
        "component " + component.name + " of bundle " + component.bundle.symbolicName + " ";
    if (!components.isComponentEnabled(component)) {
      return who + "is disabled";
    }
    Collection<ComponentConfigurationDTO> all = components.getComponentConfigurationDTOs(component);
    return who
        + all.stream()
            .findFirst()
            .map(ComponentReport::why)
            .orElseGet(() -> unconfigured(component)); // Felix has none as long as one is required
  }

  private static String unconfigured(ComponentDescriptionDTO component) {
    return "has no configuration "
        + String.join(", ", component.configurationPid)
        + "; is the plugin listed?";
  }

  private static String why(ComponentConfigurationDTO configuration) {
    return switch (configuration.state) {
      case ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION ->
          unconfigured(configuration.description);
      case ComponentConfigurationDTO.UNSATISFIED_REFERENCE ->
          "waits for "
              + Arrays.stream(configuration.unsatisfiedReferences)
                  .map(reference -> interfaceOf(configuration.description, reference))
                  .collect(Collectors.joining(", "));
      case ComponentConfigurationDTO.FAILED_ACTIVATION -> "failed: " + rootCause(configuration);
      default -> "is starting";
    };
  }

  private static String interfaceOf(
      ComponentDescriptionDTO component, UnsatisfiedReferenceDTO unsatisfied) {
    return Arrays.stream(component.references)
        .filter(reference -> reference.name.equals(unsatisfied.name))
        .findFirst()
        .map(reference -> "a service " + reference.interfaceName)
        .orElse(unsatisfied.name);
  }

  /** Of the stack trace: what the component itself has thrown. */
  private static String rootCause(ComponentConfigurationDTO configuration) {
    String failure = configuration.failure;
    if (failure == null) {
      return "the log has it";
    }
    return failure
        .lines()
        .filter(line -> line.startsWith(CAUSE))
        .reduce((_, last) -> last)
        .map(line -> line.substring(CAUSE.length()))
        .or(() -> failure.lines().findFirst())
        .orElse("")
        .strip();
  }
}
