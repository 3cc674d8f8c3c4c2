package dev.buntime.management.internal;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** Which components of the runner do not run, and why, as far as Declarative Services knows. */
final class ComponentProblems {
  private static final String OWN_PREFIX = "dev.buntime.";
  private static final String CAUSE = "Caused by: ";

  /** How Felix says that a component failed because another one did. */
  private static final Pattern NO_SERVICE =
      Pattern.compile("Unable to get service for reference (\\S+)");

  /**
   * A component that does not run.
   *
   * @param missing types of the services that it lacks; empty if the reason is its own
   */
  private record Problem(ComponentDescriptionDTO component, Set<String> missing, String why) {
    boolean isOwn() {
      return missing.isEmpty();
    }

    boolean isCausedByOneOf(Collection<Problem> others) {
      return others.stream()
          .flatMap(other -> Stream.of(other.component.serviceInterfaces))
          .anyMatch(missing::contains);
    }

    boolean isStartup() {
      return component.name.equals(Startup.class.getName());
    }

    String words() {
      return "component %s of bundle %s %s"
          .formatted(component.name, component.bundle.symbolicName, why);
    }
  }

  private ComponentProblems() {}

  /**
   * One phrase without full stop for each component; none if all run.
   *
   * <p>The first ones are those whose reason is their own: the rest is only a consequence, often by
   * services that no component provides. If there are none, it is those that wait for what no
   * component would provide. The last one is {@link Startup}, which shows what the runner lacks.
   */
  static List<String> of(ServiceComponentRuntime components) {
    List<Problem> all =
        components.getComponentDescriptionDTOs().stream()
            .filter(component -> component.bundle.symbolicName.startsWith(OWN_PREFIX))
            .filter(components::isComponentEnabled)
            .flatMap(component -> problems(components, component))
            .toList();
    List<Problem> roots = all.stream().filter(Problem::isOwn).toList();
    if (roots.isEmpty()) {
      roots = all.stream().filter(each -> !each.isCausedByOneOf(all)).toList();
    }
    return Stream.concat(
            (roots.isEmpty() ? all : roots)
                .stream().filter(each -> !each.isStartup()).map(Problem::words).sorted(),
            all.stream().filter(Problem::isStartup).map(Problem::words))
        .toList();
  }

  private static Stream<Problem> problems(
      ServiceComponentRuntime components, ComponentDescriptionDTO component) {
    Collection<ComponentConfigurationDTO> all = components.getComponentConfigurationDTOs(component);
    return all.isEmpty() // Felix has none as long as a configuration is missing
        ? Stream.of(unconfigured(component))
        : all.stream().flatMap(ComponentProblems::problem);
  }

  private static Stream<Problem> problem(ComponentConfigurationDTO found) {
    return switch (found.state) {
      case ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION ->
          Stream.of(unconfigured(found.description));
      case ComponentConfigurationDTO.UNSATISFIED_REFERENCE -> Stream.of(waiting(found));
      case ComponentConfigurationDTO.FAILED_ACTIVATION -> Stream.of(failed(found));
      default -> Stream.empty();
    };
  }

  private static Problem unconfigured(ComponentDescriptionDTO component) {
    return new Problem(
        component,
        Set.of(),
        "has no configuration " + String.join(", ", component.configurationPid));
  }

  private static Problem waiting(ComponentConfigurationDTO found) {
    List<ReferenceDTO> missing =
        Arrays.stream(found.unsatisfiedReferences)
            .flatMap(unsatisfied -> references(found.description, unsatisfied))
            .toList();
    return new Problem(
        found.description,
        missing.stream().map(each -> each.interfaceName).collect(Collectors.toSet()),
        "waits for "
            + Arrays.stream(found.unsatisfiedReferences)
                .map(unsatisfied -> words(found.description, unsatisfied))
                .collect(Collectors.joining(" and ")));
  }

  private static Stream<ReferenceDTO> references(
      ComponentDescriptionDTO component, UnsatisfiedReferenceDTO unsatisfied) {
    return Arrays.stream(component.references)
        .filter(reference -> reference.name.equals(unsatisfied.name));
  }

  private static String words(
      ComponentDescriptionDTO component, UnsatisfiedReferenceDTO unsatisfied) {
    String service =
        references(component, unsatisfied)
            .map(reference -> reference.interfaceName)
            .findFirst()
            .orElse(unsatisfied.name);
    return "a service "
        + service
        + (unsatisfied.target == null ? "" : " with " + unsatisfied.target);
  }

  private static Problem failed(ComponentConfigurationDTO found) {
    String cause = cause(found);
    Matcher reference = NO_SERVICE.matcher(cause);
    Set<String> missing =
        reference.find()
            ? Arrays.stream(found.description.references)
                .filter(each -> each.name.equals(reference.group(1)))
                .map(each -> each.interfaceName)
                .collect(Collectors.toSet())
            : Set.of();
    return new Problem(found.description, missing, "failed: " + cause);
  }

  /** The innermost exception of a stack trace. */
  private static String cause(ComponentConfigurationDTO found) {
    List<String> lines = found.failure == null ? List.of() : found.failure.lines().toList();
    return lines.stream()
        .map(String::strip)
        .filter(line -> line.startsWith(CAUSE))
        .reduce((_, last) -> last)
        .map(line -> line.substring(CAUSE.length()))
        .orElse(lines.isEmpty() ? "the log has it" : lines.getFirst().strip());
  }
}
