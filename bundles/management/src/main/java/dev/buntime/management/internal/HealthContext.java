package dev.buntime.management.internal;

import java.net.URL;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.servlet.context.ServletContextHelper;

/** The servlet context of the health checks, open to everybody: probes have no password. */
@Component(
    service = ServletContextHelper.class,
    property = {
      "osgi.http.whiteboard.context.name=dev.buntime.health",
      "osgi.http.whiteboard.context.path=/_/health"
    })
public final class HealthContext extends ServletContextHelper {

  @Override
  public @Nullable URL getResource(String name) {
    return null; // it has no files
  }
}
