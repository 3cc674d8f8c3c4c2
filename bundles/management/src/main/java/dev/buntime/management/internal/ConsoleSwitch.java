package dev.buntime.management.internal;

import java.util.Map;
import org.apache.felix.webconsole.spi.SecurityProvider;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Whether there is a web console. The console is told to wait for the runner's login and answers
 * nothing without it: so there is no moment with its built-in password, and it is gone as soon as
 * the login is taken away. Nor is there a console without its guard, its policy and its mask.
 */
@Component(service = ConsoleSwitch.class, configurationPid = ManagementConfig.PID)
@Designate(ocd = ManagementConfig.class)
public final class ConsoleSwitch {
  private final BundleContext context;
  private final ManagementDoor door;
  private volatile @Nullable ServiceRegistration<?> offered; // changed by one thread at a time

  /** Made by Declarative Services. */
  @Activate
  public ConsoleSwitch(
      BundleContext context,
      ManagementConfig config,
      @Reference ManagementDoor door,
      @Reference ConsoleGuard guard,
      @Reference ConsolePolicy policy,
      @Reference ConsoleMask mask) {
    this.context = context;
    this.door = door;
    turn(config.console());
  }

  /** Opens or closes the console. */
  @Modified
  void modified(ManagementConfig config) {
    turn(config.console());
  }

  /** Whether there is one. */
  boolean isOn() {
    return offered != null;
  }

  private void turn(boolean on) {
    ServiceRegistration<?> now = offered;
    if (on && now == null) {
      offered =
          context.registerService(
              SecurityProvider.class,
              new ConsoleLogin(door),
              FrameworkUtil.asDictionary(
                  Map.of(SecurityProvider.PROPERTY_ID, "dev.buntime.management")));
    } else if (!on && now != null) {
      offered = null;
      now.unregister();
    }
  }

  @Deactivate
  void stop() {
    turn(false);
  }
}
