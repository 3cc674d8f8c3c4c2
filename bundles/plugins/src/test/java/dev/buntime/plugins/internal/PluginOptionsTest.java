package dev.buntime.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.Test;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

public final class PluginOptionsTest {

  /** ConfigAdmin with one configuration, or none. */
  private static ConfigurationAdmin admin(@Nullable Map<String, Object> properties) {
    Configuration configuration =
        proxy(
            Configuration.class,
            properties == null ? null : FrameworkUtil.asDictionary(properties));
    return (ConfigurationAdmin)
        Proxy.newProxyInstance(
            PluginOptionsTest.class.getClassLoader(),
            new Class<?>[] {ConfigurationAdmin.class},
            (self, method, arguments) -> {
              FrameworkUtil.createFilter((String) arguments[0]);
              return arguments[0].equals("(service.pid=plugin-a)")
                  ? new Configuration[] {configuration}
                  : null;
            });
  }

  private static <T> T proxy(Class<T> type, @Nullable Object answer) {
    return type.cast(
        Proxy.newProxyInstance(
            PluginOptionsTest.class.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> answer));
  }

  @Test
  public void of_areThePropertiesWithoutThoseOfConfigAdmin() throws IOException {
    PluginOptions options =
        PluginOptions.of(
            admin(
                Map.of(
                    "service.pid",
                    "plugin-a",
                    "cache.ttl",
                    5L,
                    "buntime.origin",
                    new String[] {
                      "cache.ttl: file (buntime.jsonc, line 7)", "x: file (buntime.jsonc, line 7)"
                    })),
            "plugin-a");

    assertThat(options)
        .isEqualTo(new PluginOptions(Map.of("cache.ttl", 5L), "file (buntime.jsonc, line 7)"));
  }

  @Test
  public void origin_whenOfSeveralPlaces_namesThemAll() throws IOException {
    String[] origins = {"a: environment", "b: console (the file says 3)"};

    assertThat(PluginOptions.of(admin(Map.of("buntime.origin", origins)), "plugin-a").origin())
        .isEqualTo("environment; console (the file says 3)");
  }

  @Test
  public void origin_whenNobodySaysIt_isTheConsole() throws IOException {
    assertThat(PluginOptions.of(admin(Map.of("a", 1)), "plugin-a").origin()).isEqualTo("console");
  }

  @Test
  public void of_whenThereIsNone_isNone() throws IOException {
    assertThat(PluginOptions.of(admin(Map.of()), "plugin-b")).isEqualTo(PluginOptions.NONE);
    assertThat(PluginOptions.of(admin(null), "plugin-a")).isEqualTo(PluginOptions.NONE);
    String[] none = {};
    assertThat(PluginOptions.of(admin(Map.of("buntime.origin", none)), "plugin-a"))
        .as("listed without options")
        .isEqualTo(PluginOptions.NONE);
  }

  @Test
  public void of_whenTheNameIsNoName_saysSo() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PluginOptions.of(admin(Map.of()), "a)(b"))
        .withMessage("'a)(b' is not the name of a plugin");
  }

  @Test
  public void ranking_isThatOfTheOptions_whateverNumberItIs() {
    assertThat(ranking(7L)).isEqualTo(7);
    assertThat(ranking(8)).isEqualTo(8);
    assertThat(ranking("9")).as("of the service").isEqualTo(1);
    assertThat(PluginOptions.NONE.ranking(1)).isEqualTo(1);
  }

  private static int ranking(Object value) {
    return new PluginOptions(Map.of("service.ranking", value), "").ranking(1);
  }
}
