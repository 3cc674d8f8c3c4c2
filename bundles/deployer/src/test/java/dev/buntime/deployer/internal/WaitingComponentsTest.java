package dev.buntime.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.plugin.Plugin;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

public class WaitingComponentsTest {
  private final ComponentDescriptionDTO component = new ComponentDescriptionDTO();
  private final ComponentConfigurationDTO state = new ComponentConfigurationDTO();
  private List<ComponentConfigurationDTO> states = List.of(state);

  {
    component.configurationPolicy = "optional";
    component.name = "com.acme.Authn";
    component.serviceInterfaces = new String[] {Plugin.class.getName()};
    component.properties = Map.of(Plugin.NAME, "plugin-authn");
    component.references = new ReferenceDTO[] {reference("users", "com.acme.Users")};
    state.state = ComponentConfigurationDTO.ACTIVE;
  }

  @Test
  public void of_whenItIsActive_isNothing() {
    assertThat(obstacles()).isEmpty();
  }

  @Test
  public void of_whenItIsNoPlugin_isNothing() {
    component.serviceInterfaces = new String[] {"com.acme.Users"};
    state.state = ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION;

    assertThat(obstacles()).isEmpty();
  }

  @Test
  public void of_whenItHasNoConfiguration_saysWhatToDo() {
    state.state = ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION;

    assertThat(obstacles())
        .containsExactly(
            "plugin-authn waits for its configuration: list it under \"plugins\" in"
                + " buntime.jsonc");
  }

  @Test
  public void of_whenItMustHaveAConfigurationAndIsNotThereAtAll_saysWhatToDo() {
    component.configurationPolicy = "require";
    states = List.of();

    assertThat(obstacles()).hasSize(1);
    assertThat(obstacles().getFirst()).startsWith("plugin-authn waits for its configuration");
  }

  @Test
  public void of_whenServicesAreMissing_namesThem() {
    state.state = ComponentConfigurationDTO.UNSATISFIED_REFERENCE;
    state.unsatisfiedReferences =
        new UnsatisfiedReferenceDTO[] {
          unsatisfied("users", null), unsatisfied("keys", "(kind=rsa)")
        };

    assertThat(obstacles())
        .containsExactly(
            "plugin-authn waits for a service com.acme.Users and a service keys (kind=rsa)");
  }

  @Test
  public void of_whenItFails_saysHow() {
    component.properties = Map.of();
    state.state = ComponentConfigurationDTO.FAILED_ACTIVATION;
    state.failure = "java.lang.IllegalStateException: no key\n\tat com.acme.Authn";

    assertThat(obstacles())
        .containsExactly("component com.acme.Authn fails: java.lang.IllegalStateException: no key");
  }

  private List<String> obstacles() {
    Bundle bundle =
        (Bundle)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Bundle.class},
                (self, method, arguments) -> null);
    return new WaitingComponents(runtime()).of(bundle);
  }

  private ServiceComponentRuntime runtime() {
    return (ServiceComponentRuntime)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ServiceComponentRuntime.class},
            (self, method, arguments) ->
                method.getName().equals("getComponentDescriptionDTOs")
                    ? Arrays.stream((Bundle[]) arguments[0]).map(_ -> component).toList()
                    : states);
  }

  private static ReferenceDTO reference(String name, String type) {
    ReferenceDTO reference = new ReferenceDTO();
    reference.name = name;
    reference.interfaceName = type;
    return reference;
  }

  private static UnsatisfiedReferenceDTO unsatisfied(String name, @Nullable String target) {
    UnsatisfiedReferenceDTO reference = new UnsatisfiedReferenceDTO();
    reference.name = name;
    reference.target = target;
    return reference;
  }
}
