package dev.buntime.management.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.runtime.HttpEndpoint;
import dev.buntime.runtime.dto.DeploymentDTO;
import jakarta.servlet.Servlet;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import org.junit.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

public final class StartupTest {
  private final List<Dictionary<?, ?>> registered = new ArrayList<>();
  private boolean console = true;

  @Test
  public void constructor_tellsTheLauncherInJdkTypes() {
    Startup startup = start(deployment("live"), deployment("refused"), deployment("live"));

    assertThat(registered).hasSize(1);
    Dictionary<?, ?> told = registered.getFirst();
    assertThat(told.get("buntime.startup")).isEqualTo("serving");
    assertThat(told.get("buntime.url")).isEqualTo("http://127.0.0.1:8000");
    assertThat(told.get("buntime.console")).isEqualTo("http://127.0.0.1:8000/_/console");
    assertThat(told.get("buntime.versions")).isEqualTo(2);

    startup.stop();
    assertThat(registered).isEmpty();
  }

  @Test
  public void constructor_withoutConsole_tellsNoUrlOfIt() {
    console = false;

    var _ = start();

    assertThat(registered.getFirst().get("buntime.console")).isEqualTo("");
  }

  private Startup start(DeploymentDTO... deployments) {
    ManagementDoor door = Fakes.door(Path.of("data"));
    HttpEndpoint endpoint =
        Fakes.proxy(HttpEndpoint.class, (method, arguments) -> "http://127.0.0.1:8000");
    return new Startup(
        context(),
        endpoint,
        () -> List.of(deployments),
        new Object(),
        new RequiredPlugins.Met(),
        new ConsoleSwitch(
            consoleContext(),
            Fakes.management(console),
            door,
            new ConsoleGuard(),
            new ConsolePolicy(),
            new ConsoleMask(Fakes.secrets())),
        new ManagementContext(door, new RoutePermissions()),
        Fakes.proxy(Servlet.class, (method, arguments) -> null));
  }

  private BundleContext context() {
    return Fakes.proxy(
        BundleContext.class,
        (method, arguments) -> {
          registered.add((Dictionary<?, ?>) arguments[2]);
          return Fakes.proxy(
              ServiceRegistration.class,
              (unregister, none) -> {
                registered.clear();
                return null;
              });
        });
  }

  private static BundleContext consoleContext() {
    return Fakes.proxy(
        BundleContext.class,
        (method, arguments) -> Fakes.proxy(ServiceRegistration.class, (call, none) -> null));
  }

  private static DeploymentDTO deployment(String state) {
    return new DeploymentDTO("x.jar", null, null, state, null, List.of(), -1, 0, "", Instant.EPOCH);
  }
}
