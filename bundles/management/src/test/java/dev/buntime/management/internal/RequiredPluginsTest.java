package dev.buntime.management.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.runtime.PluginDeploymentRuntime;
import dev.buntime.runtime.PluginRuntime;
import dev.buntime.runtime.dto.PluginDTO;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Dictionary;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** The start waits for required plugins, but not for ever. */
public final class RequiredPluginsTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(200);

  /** What is registered: the marker, or the properties of what is said to the launcher. */
  private final List<Object> registered = new CopyOnWriteArrayList<>();

  private volatile List<PluginDTO> plugins = List.of();
  private final PluginRuntime runtime = () -> plugins;
  private @Nullable RequiredPlugins required;

  @After
  public void stop() throws InterruptedException {
    Objects.requireNonNull(required).stop();
    assertThat(registered).isEmpty();
  }

  @Test
  public void start_whenNoneIsRequired_goesOnAtOnce() {
    required = new RequiredPlugins(context(), runtime, LONG);

    await().untilAsserted(() -> assertThat(registered).containsExactly(new RequiredPlugins.Met()));
  }

  @Test
  public void start_whenOneIsLate_goesOnWhenItIsInForce() {
    plugins = List.of(Fakes.plugin("plugin-authn", "missing", "no bundle", true));
    required = new RequiredPlugins(context(), runtime, LONG);
    await().during(SHORT).atMost(LONG).until(registered::isEmpty);

    plugins =
        List.of(
            Fakes.plugin("plugin-authn", "active", null, true),
            Fakes.plugin("plugin-authn", "standby", null, true));

    await().untilAsserted(() -> assertThat(registered).containsExactly(new RequiredPlugins.Met()));
  }

  @Test
  public void start_whenTimeIsOver_tellsTheLauncherWhy() throws ReflectiveOperationException {
    plugins =
        List.of(
            Fakes.plugin("plugin-audit", "failed", "disk full.", true),
            Fakes.plugin("plugin-authn", "missing", "no bundle provides it", true),
            Fakes.plugin("plugin-other", "missing", "no bundle provides it", false));
    required = new RequiredPlugins(context(), runtime, SHORT);
    Field field = RequiredPlugins.class.getDeclaredField("deployments");
    field.setAccessible(true);
    field.set(
        required,
        (PluginDeploymentRuntime)
            () ->
                List.of(
                    Fakes.pluginDeployment("authn.jar", "it is not an OSGi bundle"),
                    Fakes.pluginDeployment("fine.jar", null)));

    await().until(() -> !registered.isEmpty());
    Dictionary<?, ?> said = (Dictionary<?, ?>) registered.getFirst();
    assertThat(said.get("buntime.startup")).isEqualTo("refused");
    assertThat(said.get("buntime.exit")).isEqualTo(3);
    assertThat(said.get("buntime.reason"))
        .isEqualTo(
            "Plugins that are required are not in force after 0 s: plugin-audit is failed: disk"
                + " full; plugin-authn is missing: no bundle provides it (refused in the plugins"
                + " folder: authn.jar: it is not an OSGi bundle). Mend them, or take them out of"
                + " 'required' in buntime.jsonc.");
  }

  private BundleContext context() {
    return Fakes.proxy(
        BundleContext.class,
        (method, arguments) -> {
          Object told = arguments[2] == null ? arguments[1] : arguments[2];
          registered.add(told);
          return Fakes.proxy(
              ServiceRegistration.class,
              (unregister, none) -> {
                registered.remove(told);
                return null;
              });
        });
  }
}
