package dev.buntime.config.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Dictionary;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

public final class ConfigWriterTest {
  private static final String HEALTH =
      "org.apache.felix.hc.core.impl.servlet.HealthCheckExecutorServlet~";

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  private final Map<String, Map<String, Object>> configurations = new TreeMap<>();
  private @Nullable Map<String, Object> registered;
  private @Nullable String config;

  @Test
  public void constructor_withoutFile_configuresThePlatform() throws IOException {
    write("{}");

    assertThat(configurations.keySet())
        .containsExactlyInAnyOrder(
            "dev.buntime.plugins",
            "dev.buntime.router",
            "dev.buntime.worker.pool",
            HEALTH + "live",
            HEALTH + "ready");
    assertThat(configurations.get("dev.buntime.router")).isEqualTo(Map.of("shell", ""));
    assertThat(configurations.get(HEALTH + "live"))
        .containsEntry("servletContextName", "dev.buntime.health")
        .containsEntry("servletPath", "/live")
        .containsEntry("tags", new String[] {"live"})
        .containsEntry("format", "json");
    assertThat(registered).as("nothing to refuse").isNull();
  }

  @Test
  public void constructor_whenShell_tellsTheRouter() throws IOException {
    ConfigWriter writer = write("{\"shell\": \"home@1\"}");

    assertThat(configurations.get("dev.buntime.router")).isEqualTo(Map.of("shell", "home@1"));
    writer.stop();
  }

  @Test
  public void constructor_whenMode_tellsThePoolAndThePlugins() throws IOException {
    ConfigWriter writer = write("{\"mode\": \"production\"}");

    assertThat(configurations.get("dev.buntime.worker.pool"))
        .isEqualTo(Map.of("mode", "production", "pool.size", 500));
    assertThat(configurations.get("dev.buntime.plugins")).isEqualTo(Map.of("mode", "production"));
    writer.stop();
  }

  @Test
  public void constructor_whenFileIsWrong_refusesTheStartAndConfiguresNothing() throws IOException {
    ConfigWriter writer = write("{\"shell\": 7}");

    assertThat(configurations).isEmpty();
    assertThat(registered).containsEntry("buntime.startup", "refused");
    assertThat(String.valueOf(registered)).contains("buntime.jsonc, line 1, column 11");
    writer.stop();
    assertThat(registered).isNull();
  }

  @Test
  public void constructor_whenFolderIsNotSet_namesTheProperty() {
    assertThatThrownBy(() -> new ConfigWriter(context(), admin()))
        .hasMessageContaining("buntime.config is not set");
  }

  private ConfigWriter write(String text) throws IOException {
    Path root = folder.getRoot().toPath();
    Files.writeString(root.resolve("buntime.jsonc"), text);
    config = root.toString();
    return new ConfigWriter(context(), admin());
  }

  private BundleContext context() {
    return proxy(
        BundleContext.class,
        (method, arguments) -> {
          if (method.equals("getProperty")) {
            return config;
          }
          registered = copy((Dictionary<?, ?>) arguments[2]);
          return proxy(
              ServiceRegistration.class,
              (unregister, none) -> {
                registered = null;
                return null;
              });
        });
  }

  private ConfigurationAdmin admin() {
    return proxy(
        ConfigurationAdmin.class,
        (method, arguments) ->
            configuration(
                method.equals("getFactoryConfiguration")
                    ? arguments[0] + "~" + arguments[1]
                    : arguments[0].toString()));
  }

  private Configuration configuration(String pid) {
    return proxy(
        Configuration.class,
        (method, arguments) -> {
          configurations.put(pid, copy((Dictionary<?, ?>) arguments[0]));
          return null;
        });
  }

  private static Map<String, Object> copy(Dictionary<?, ?> properties) {
    Map<String, Object> copy = new TreeMap<>();
    Collections.list(properties.keys())
        .forEach(key -> copy.put(key.toString(), properties.get(key)));
    return copy;
  }

  private static <T> T proxy(Class<T> type, Calls calls) {
    return type.cast(
        Proxy.newProxyInstance(
            ConfigWriterTest.class.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> calls.answer(method.getName(), arguments)));
  }

  @FunctionalInterface
  private interface Calls {
    @Nullable Object answer(String method, Object[] arguments);
  }
}
