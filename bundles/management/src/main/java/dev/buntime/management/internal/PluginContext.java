package dev.buntime.management.internal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.osgi.framework.Bundle;
import org.osgi.service.servlet.context.ServletContextHelper;

/**
 * The servlet context of a plugin: whoever gets in is logged in and may do what the servlet is for,
 * and the plugin is in force.
 */
final class PluginContext extends ServletContextHelper {
  private final String name;
  private final PluginContexts.Gates gates;

  /**
   * @param bundle has the files of the context
   * @param name of the plugin
   * @param gates what a request has to pass
   */
  PluginContext(Bundle bundle, String name, PluginContexts.Gates gates) {
    super(bundle);
    this.name = name;
    this.gates = gates;
  }

  @Override
  public boolean handleSecurity(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    return (gates.scrape().admits(request) || isAllowed(request, response)) && isInForce(response);
  }

  private boolean isAllowed(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    return gates.door().admit(request, response, gates.permissions().neededOf(name, request))
        != null;
  }

  private boolean isInForce(HttpServletResponse response) throws IOException {
    String state = gates.plugins().state(name);
    if (state.equals("active")) {
      return true;
    }
    if (state.equals("missing")) {
      response.sendError(
          HttpServletResponse.SC_NOT_FOUND,
          "There is no plugin " + name + " now; /_/plugins lists those that there are.");
    } else {
      response.sendError(
          HttpServletResponse.SC_SERVICE_UNAVAILABLE,
          "The plugin " + name + " is not in force; /_/plugins says why.");
    }
    return false;
  }
}
