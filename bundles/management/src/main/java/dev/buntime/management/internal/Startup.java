package dev.buntime.management.internal;

import dev.buntime.runtime.DeploymentRuntime;
import dev.buntime.runtime.HttpEndpoint;
import jakarta.servlet.Servlet;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.context.ServletContextHelper;

/**
 * Tells the launcher that the runner serves. The launcher shares no class with bundles, so all is
 * said in the properties of a service:
 *
 * <pre>
 * buntime.startup     serving
 * buntime.url         base URL of the runner
 * buntime.management  base URL of what is for operators
 * buntime.console     URL of the web console, empty if there is none
 * buntime.versions    number of app versions that can be called
 * </pre>
 */
@Component(
    immediate = true,
    service = {})
public final class Startup {
  private final ServiceRegistration<Object> registration;

  /**
   * Made by Declarative Services when everything is there that a first request may need.
   *
   * @param routing is there when requests find apps, which is a moment after those are known
   * @param plugins is there when the plugins that are required are in force
   * @param readiness the servlet that answers {@code /_/health/ready}
   */
  @Activate
  public Startup(
      BundleContext context,
      @Reference HttpEndpoint endpoint,
      @Reference DeploymentRuntime deployments,
      @Reference(service = Object.class, target = "(buntime.routing=apps)") Object routing,
      @Reference RequiredPlugins.Met plugins,
      @Reference ConsoleSwitch console,
      @Reference(target = "(osgi.http.whiteboard.context.name=" + ManagementContext.NAME + ")")
          ServletContextHelper management,
      @Reference(target = "(osgi.http.whiteboard.servlet.pattern=/ready)") Servlet readiness) {
    long versions =
        deployments.deployments().stream().filter(one -> one.state().equals("live")).count();
    registration =
        context.registerService(
            Object.class,
            new Object(),
            FrameworkUtil.asDictionary(
                Map.of(
                    "buntime.startup",
                    "serving",
                    "buntime.url",
                    endpoint.url(),
                    "buntime.management",
                    endpoint.managementUrl(),
                    "buntime.console",
                    console.isOn() ? endpoint.managementUrl() + "/_/console" : "",
                    "buntime.versions",
                    (int) versions)));
  }

  @Deactivate
  void stop() {
    registration.unregister();
  }
}
