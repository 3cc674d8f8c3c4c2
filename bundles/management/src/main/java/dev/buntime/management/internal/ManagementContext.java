package dev.buntime.management.internal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URL;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.context.ServletContextHelper;

/**
 * The servlet context of the management API: whoever gets in is logged in and may do what the
 * servlet is for.
 */
@Component(
    service = ServletContextHelper.class,
    property = {
      "osgi.http.whiteboard.context.name=" + ManagementContext.NAME,
      "osgi.http.whiteboard.context.path=/_"
    })
public final class ManagementContext extends ServletContextHelper {
  static final String NAME = "dev.buntime.management";

  /** Service property of a servlet that belongs to this context. */
  public static final String SELECT =
      "osgi.http.whiteboard.context.select=(osgi.http.whiteboard.context.name=" + NAME + ")";

  private final ManagementDoor door;
  private final RoutePermissions permissions;

  /** Made by Declarative Services. */
  @Activate
  public ManagementContext(
      @Reference ManagementDoor door, @Reference RoutePermissions permissions) {
    this.door = door;
    this.permissions = permissions;
  }

  @Override
  public boolean handleSecurity(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    return door.admit(request, response, permissions.needed(request)) != null;
  }

  @Override
  public @Nullable URL getResource(String name) {
    return null; // it has no files
  }
}
