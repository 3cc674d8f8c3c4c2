package dev.buntime.itests.app;

import dev.buntime.plugin.Decision;
import dev.buntime.plugin.Identity;
import dev.buntime.plugin.Plugin;
import dev.buntime.plugin.PluginRequest;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/**
 * A plugin that believes whoever says who he is, in the header field {@value #FIELD}: a name, and
 * roles behind it. It has a page that takes {@code read}, and one that says nothing of it.
 */
public final class IdentityActivator implements BundleActivator, Plugin {
  /** The name of the plugin. */
  public static final String NAME = "plugin-identity";

  /** The header field with a name and roles. */
  public static final String FIELD = "X-Test-Identity";

  private static final String WHITEBOARD = "osgi.http.whiteboard.";

  @Override
  public void start(BundleContext context) {
    context.registerService(
        Plugin.class, this, FrameworkUtil.asDictionary(Map.of(Plugin.NAME, NAME)));
    register(context, "/page/*", "read");
    register(context, "/keys", null);
  }

  private static void register(BundleContext context, String pattern, @Nullable String permission) {
    Map<String, Object> properties = new HashMap<>();
    properties.put(WHITEBOARD + "servlet.pattern", pattern);
    properties.put(WHITEBOARD + "context.select", "(" + WHITEBOARD + "context.name=" + NAME + ")");
    if (permission != null) {
      properties.put("buntime.permission", permission);
    }
    context.registerService(Servlet.class, new Page(), FrameworkUtil.asDictionary(properties));
  }

  @Override
  public void stop(BundleContext context) {
    // The framework takes the services back.
  }

  @Override
  public Decision onRequest(PluginRequest request) {
    Optional<String> said = request.header(FIELD);
    if (said.isEmpty()) {
      return Decision.pass();
    }
    String[] words = said.get().split(" ", 2);
    String[] roles = words.length == 1 ? new String[0] : words[1].split(" ", -1);
    return Decision.pass().withIdentity(Identity.of(words[0], roles));
  }

  /** Answers everything. */
  private static final class Page extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().print("done");
    }
  }
}
