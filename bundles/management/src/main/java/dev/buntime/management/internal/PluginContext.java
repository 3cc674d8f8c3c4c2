package dev.buntime.management.internal;

import dev.buntime.plugins.Plugins;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.osgi.framework.Bundle;
import org.osgi.service.servlet.context.ServletContextHelper;

/** The servlet context of a plugin: whoever gets in is logged in, and the plugin is in force. */
final class PluginContext extends ServletContextHelper {
  private final String name;
  private final AdminLogin login;
  private final ScrapeLogin scrape;
  private final Plugins plugins;

  /**
   * @param bundle has the files of the context
   * @param name of the plugin
   */
  PluginContext(Bundle bundle, String name, AdminLogin login, ScrapeLogin scrape, Plugins plugins) {
    super(bundle);
    this.name = name;
    this.login = login;
    this.scrape = scrape;
    this.plugins = plugins;
  }

  @Override
  public boolean handleSecurity(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    return (scrape.admits(request) || login.admit(request, response)) && isInForce(response);
  }

  private boolean isInForce(HttpServletResponse response) throws IOException {
    String state = plugins.state(name);
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
