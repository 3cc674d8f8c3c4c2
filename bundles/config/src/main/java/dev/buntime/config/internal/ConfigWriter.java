package dev.buntime.config.internal;

import dev.buntime.jsonc.JsoncException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Writes what is configured into ConfigAdmin, once at start.
 *
 * <p>A file that cannot be used stops the start: the launcher is told by a service with the
 * properties {@code buntime.startup=refused} and {@code buntime.reason}.
 */
@Component(
    immediate = true,
    service = {})
public final class ConfigWriter {
  private static final String ANY_LOCATION = "?";
  private static final String HEALTH_SERVLET =
      "org.apache.felix.hc.core.impl.servlet.HealthCheckExecutorServlet";

  private final ConfigurationAdmin admin;
  private final @Nullable ServiceRegistration<Object> refusal;

  /** Made by Declarative Services. */
  @Activate
  public ConfigWriter(BundleContext context, @Reference ConfigurationAdmin admin)
      throws IOException {
    this.admin = admin;
    String folder =
        Objects.requireNonNull(
            context.getProperty("buntime.config"),
            "the framework property buntime.config is not set");
    this.refusal = write(context, new SettingsFile(Path.of(folder, "buntime.jsonc")));
  }

  @Deactivate
  void stop() {
    if (refusal != null) {
      refusal.unregister();
    }
  }

  private @Nullable ServiceRegistration<Object> write(BundleContext context, SettingsFile file)
      throws IOException {
    try {
      Settings settings = file.read();
      update("dev.buntime.router", Map.of("shell", settings.shell()));
      update(
          "dev.buntime.worker.pool",
          Map.of("mode", settings.mode().word(), "pool.size", settings.poolSize()));
      update("dev.buntime.plugins", Map.of("mode", settings.mode().word()));
      health("live");
      health("ready");
      return null;
    } catch (JsoncException e) {
      return context.registerService(
          Object.class,
          new Object(),
          FrameworkUtil.asDictionary(
              Map.of(
                  "buntime.startup",
                  "refused",
                  "buntime.reason",
                  Objects.requireNonNull(e.getMessage()))));
    }
  }

  /** Felix Health Checks answer at {@code /_/health/<tag>}, in JSON unless asked otherwise. */
  private void health(String tag) throws IOException {
    admin
        .getFactoryConfiguration(HEALTH_SERVLET, tag, ANY_LOCATION)
        .update(
            FrameworkUtil.asDictionary(
                Map.of(
                    "servletContextName",
                    "dev.buntime.health",
                    "servletPath",
                    "/" + tag,
                    "tags",
                    new String[] {tag},
                    "format",
                    "json",
                    "cors.accessControlAllowOrigin",
                    "",
                    "disable.request.configuration",
                    true)));
  }

  private void update(String pid, Map<String, Object> properties) throws IOException {
    admin.getConfiguration(pid, ANY_LOCATION).update(FrameworkUtil.asDictionary(properties));
  }
}
