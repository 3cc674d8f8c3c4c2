package dev.buntime.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.plugin.Plugin;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
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

public final class ComponentReportTest {
  private static final String WHO = "component greeting of bundle org.example ";

  private final ComponentDescriptionDTO component = new ComponentDescriptionDTO();
  private final ComponentConfigurationDTO configuration = new ComponentConfigurationDTO();
  private final List<ComponentConfigurationDTO> configurations =
      new ArrayList<>(List.of(configuration));
  private boolean enabled = true;

  public ComponentReportTest() {
    component.name = "greeting";
    component.bundle = new BundleDTO();
    component.bundle.symbolicName = "org.example";
    component.properties = Map.of(Plugin.NAME, "plugin-a");
    component.configurationPid = new String[] {"plugin-a"};
    ReferenceDTO reference = new ReferenceDTO();
    reference.name = "store";
    reference.interfaceName = "org.example.Store";
    component.references = new ReferenceDTO[] {reference};
    configuration.description = component;
  }

  private String why(String plugin) {
    return ComponentReport.whyMissing(runtime(), plugin);
  }

  private ServiceComponentRuntime runtime() {
    return (ServiceComponentRuntime)
        Proxy.newProxyInstance(
            ComponentReportTest.class.getClassLoader(),
            new Class<?>[] {ServiceComponentRuntime.class},
            (self, method, arguments) -> answer(method.getName()));
  }

  private @Nullable Object answer(String method) {
    return switch (method) {
      case "getComponentDescriptionDTOs" -> List.of(component);
      case "isComponentEnabled" -> enabled;
      case "getComponentConfigurationDTOs" -> configurations;
      default -> null;
    };
  }

  @Test
  public void whyMissing_whenNobodyHasIt() {
    assertThat(why("quite-another")).isEqualTo("no bundle that runs provides it");
    assertThat(ComponentReport.whyMissing(null, "plugin-a"))
        .isEqualTo("no bundle that runs provides it");
  }

  @Test
  public void whyMissing_whenTheNameIsMistyped_namesTheNearest() {
    assertThat(why("plugin-aa")).isEqualTo("no bundle that runs provides it; there is plugin-a");
  }

  @Test
  public void whyMissing_whenDisabled() {
    enabled = false;
    assertThat(why("plugin-a")).isEqualTo(WHO + "is disabled");
  }

  @Test
  public void whyMissing_whenItHasNoConfiguration() {
    String unlisted = WHO + "has no configuration plugin-a; is the plugin listed?";
    configuration.state = ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION;
    assertThat(why("plugin-a")).isEqualTo(unlisted);

    configurations.clear();
    assertThat(why("plugin-a")).as("as Felix tells it").isEqualTo(unlisted);
  }

  @Test
  public void whyMissing_whenItWaitsForAService() {
    configuration.state = ComponentConfigurationDTO.UNSATISFIED_REFERENCE;
    UnsatisfiedReferenceDTO unsatisfied = new UnsatisfiedReferenceDTO();
    unsatisfied.name = "store";
    configuration.unsatisfiedReferences = new UnsatisfiedReferenceDTO[] {unsatisfied};

    assertThat(why("plugin-a")).isEqualTo(WHO + "waits for a service org.example.Store");
  }

  @Test
  public void whyMissing_whenItHasFailed() {
    configuration.state = ComponentConfigurationDTO.FAILED_ACTIVATION;
    configuration.failure =
        "java.lang.reflect.InvocationTargetException\n\tat org.example.X\n"
            + "Caused by: java.lang.IllegalStateException: no key\n\tat org.example.X";

    assertThat(why("plugin-a")).isEqualTo(WHO + "failed: java.lang.IllegalStateException: no key");
  }

  @Test
  public void whyMissing_whenItIsOnItsWay() {
    configuration.state = ComponentConfigurationDTO.SATISFIED;
    assertThat(why("plugin-a")).isEqualTo(WHO + "is starting");
  }
}
