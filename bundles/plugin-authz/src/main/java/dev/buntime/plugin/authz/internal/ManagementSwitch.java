package dev.buntime.plugin.authz.internal;

import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;

/**
 * Whether policies are to decide of what is below {@code /_/}, as the options of the plugin say. It
 * is there as long as the plugin is listed, also while the plugin itself is made anew or refuses
 * its options: then nothing is to be decided by chance. Thread-safe.
 */
@Component(
    service = ManagementSwitch.class,
    configurationPid = AuthzPlugin.NAME,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class ManagementSwitch {
  private volatile boolean isOn;

  /** Made by Declarative Services. */
  @Activate
  public ManagementSwitch(Map<String, Object> properties) {
    modified(properties);
  }

  /** Options that cannot be understood may have meant it. */
  @Modified
  void modified(Map<String, Object> properties) {
    Object management = properties.get("management");
    isOn = management != null && !Boolean.FALSE.equals(management);
  }

  /** Whether they do. */
  boolean isOn() {
    return isOn;
  }
}
