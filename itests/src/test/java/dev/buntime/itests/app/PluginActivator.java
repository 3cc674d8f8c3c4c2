package dev.buntime.itests.app;

import dev.buntime.plugin.Plugin;
import dev.buntime.plugin.PluginContext;
import dev.buntime.plugin.PluginResponse;
import jakarta.servlet.Servlet;
import java.util.Map;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/**
 * One generation of a plugin that is replaced: says in a header field of each answer which one,
 * from its {@code Bundle-Description}. Its route {@code /generation/*} is a {@link
 * GenerationServlet}.
 */
public final class PluginActivator implements BundleActivator, Plugin {
  /** The name of the plugin. */
  public static final String NAME = "plugin-generation";

  /** The header field that tells the generation. */
  public static final String FIELD = "X-Generation";

  /** Header of the bundle: what {@code onInit} throws; it does not if there is none. */
  public static final String FAILURE = "X-Failure";

  private static final String WHITEBOARD = "osgi.http.whiteboard.";

  @Override
  public void start(BundleContext context) {
    context.registerService(
        Plugin.class, this, FrameworkUtil.asDictionary(Map.of(Plugin.NAME, NAME)));
    context.registerService(
        Servlet.class,
        new GenerationServlet(),
        FrameworkUtil.asDictionary(
            Map.of(
                WHITEBOARD + "servlet.pattern",
                "/generation/*",
                WHITEBOARD + "context.select",
                "(" + WHITEBOARD + "context.name=" + NAME + ")")));
  }

  @Override
  public void stop(BundleContext context) {
    // The framework takes the services back.
  }

  @Override
  public void onInit(PluginContext context) {
    String failure = header(FAILURE);
    if (failure != null) {
      throw new IllegalStateException(failure);
    }
  }

  @Override
  public void onResponse(PluginResponse response) {
    response.addHeader(FIELD, String.valueOf(header("Bundle-Description")));
  }

  private static String header(String name) {
    return FrameworkUtil.getBundle(PluginActivator.class).getHeaders().get(name);
  }
}
