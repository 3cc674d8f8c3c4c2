package dev.buntime.management.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.Test;
import org.osgi.framework.dto.BundleDTO;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** Why the runner does not get ready, in a few words. */
public final class ComponentProblemsTest {
  private static final String TRACE =
      """
      java.lang.reflect.InvocationTargetException
      \tat java.base/jdk.internal.reflect.X.invoke(X.java:1)
      Caused by: java.lang.IllegalArgumentException: hook.threads is 0; it must be 1 to 10000
      \tat dev.buntime.plugins.internal.Rules.<init>(Rules.java:1)
      \t... 109 more
      """;

  private final Map<ComponentDescriptionDTO, List<ComponentConfigurationDTO>> components =
      new LinkedHashMap<>();

  @Test
  public void of_whenAllRun_isEmpty() {
    add("dev.buntime.router", "Router", ComponentConfigurationDTO.ACTIVE);
    add("dev.buntime.pipeline", "Front", ComponentConfigurationDTO.SATISFIED);
    add("org.example", "Other", ComponentConfigurationDTO.FAILED_ACTIVATION);

    assertThat(problems()).isEmpty();
    assertThat(new StartObstacles(runtime()).get()).isEmpty();
  }

  @Test
  public void of_whenOneHasFailed_namesItsCause_andNotThoseThatWaitForIt() {
    add("dev.buntime.plugins", "Directory", ComponentConfigurationDTO.FAILED_ACTIVATION, "Plugins")
            .failure =
        TRACE;
    waits("dev.buntime.pipeline", "Front", "Plugins", null);
    waits("dev.buntime.management", "Servlet", "MadeByFront", null);
    waits("dev.buntime.management", Startup.class.getName(), "Endpoint", null);
    ComponentConfigurationDTO deployer = waits("dev.buntime.deployer", "Deployer", "Plugins", null);
    deployer.state = ComponentConfigurationDTO.FAILED_ACTIVATION;
    deployer.failure =
        "java.lang.InstantiationException: Unable to get service for reference needed\n\tat x";

    assertThat(problems())
        .containsExactly(
            "component Directory of bundle dev.buntime.plugins failed:"
                + " java.lang.IllegalArgumentException: hook.threads is 0; it must be 1 to 10000",
            "component dev.buntime.management.internal.Startup of bundle dev.buntime.management"
                + " waits for a service Endpoint");
  }

  @Test
  public void of_whenAFailureHasNoCause_namesWhatIsKnown() {
    add("dev.buntime.a", "A", ComponentConfigurationDTO.FAILED_ACTIVATION).failure = "Oops\n\tat x";
    add("dev.buntime.b", "B", ComponentConfigurationDTO.FAILED_ACTIVATION);

    assertThat(new StartObstacles(runtime()).get())
        .isEqualTo(
            "component A of bundle dev.buntime.a failed: Oops; component B of bundle dev.buntime.b"
                + " failed: the log has it");
  }

  @Test
  public void of_whenOneWaitsForNobodysService_namesServiceAndTarget() {
    waits("dev.buntime.pipeline", "Front", "Router", "(no=thing)", "Preprocessor");
    waits("dev.buntime.other", "Other", "Preprocessor", null);

    assertThat(problems())
        .containsExactly(
            "component Front of bundle dev.buntime.pipeline waits for a service Router with"
                + " (no=thing)");
  }

  @Test
  public void of_whenAConfigurationIsMissing_namesIt() {
    add("dev.buntime.a", "A", ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION);
    components.put(description("dev.buntime.b", "B"), List.of());

    assertThat(problems())
        .containsExactly(
            "component A of bundle dev.buntime.a has no configuration pid.A",
            "component B of bundle dev.buntime.b has no configuration pid.B");
  }

  @Test
  public void of_whenTwoWaitForEachOther_namesBoth() {
    waits("dev.buntime.a", "A", "Two", null, "One");
    waits("dev.buntime.b", "B", "One", null, "Two");

    assertThat(problems()).hasSize(2);
  }

  private List<String> problems() {
    return ComponentProblems.of(runtime());
  }

  private ComponentConfigurationDTO add(String bundle, String name, int state, String... services) {
    ComponentConfigurationDTO configuration = new ComponentConfigurationDTO();
    configuration.description = description(bundle, name, services);
    configuration.state = state;
    components.put(configuration.description, List.of(configuration));
    return configuration;
  }

  private ComponentConfigurationDTO waits(
      String bundle, String name, String service, @Nullable String target, String... services) {
    ComponentConfigurationDTO configuration =
        add(bundle, name, ComponentConfigurationDTO.UNSATISFIED_REFERENCE, services);
    ReferenceDTO reference = new ReferenceDTO();
    reference.name = "needed";
    reference.interfaceName = service;
    configuration.description.references = new ReferenceDTO[] {reference};
    UnsatisfiedReferenceDTO unsatisfied = new UnsatisfiedReferenceDTO();
    unsatisfied.name = "needed";
    unsatisfied.target = target;
    configuration.unsatisfiedReferences = new UnsatisfiedReferenceDTO[] {unsatisfied};
    return configuration;
  }

  private static ComponentDescriptionDTO description(
      String bundle, String name, String... services) {
    ComponentDescriptionDTO description = new ComponentDescriptionDTO();
    description.name = name;
    description.bundle = new BundleDTO();
    description.bundle.symbolicName = bundle;
    description.serviceInterfaces = services;
    description.configurationPid = new String[] {"pid." + name};
    return description;
  }

  private ServiceComponentRuntime runtime() {
    return Fakes.proxy(
        ServiceComponentRuntime.class,
        (method, arguments) ->
            switch (method) {
              case "getComponentDescriptionDTOs" -> components.keySet();
              case "isComponentEnabled" -> true;
              case "getComponentConfigurationDTOs" -> components.get(arguments[0]);
              default -> throw new UnsupportedOperationException(method);
            });
  }
}
