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
 * The servlet context of the management API: whoever gets in is logged in, and changes nothing for
 * another site.
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

  private final AdminLogin login;

  /** Made by Declarative Services. */
  @Activate
  public ManagementContext(@Reference AdminLogin login) {
    this.login = login;
  }

  @Override
  public boolean handleSecurity(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (!login.admit(request, response)) {
      return false;
    }
    if (CrossSite.isForged(request)) {
      response.sendError(
          HttpServletResponse.SC_FORBIDDEN,
          "The request was sent by a page of another site. Send it from the runner's own pages, or"
              + " with a client that is no browser.");
      return false;
    }
    return true;
  }

  @Override
  public @Nullable URL getResource(String name) {
    return null; // it has no files
  }
}
