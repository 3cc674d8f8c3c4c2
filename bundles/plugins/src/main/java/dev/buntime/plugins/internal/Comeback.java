package dev.buntime.plugins.internal;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.ComponentConstants;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether Declarative Services is going to register the service of a component once more. It does
 * so if the component is made anew, because of other options or of a service that it needs. It does
 * not if the bundle stops, or if somebody has disabled the component or deleted the configuration
 * that it requires.
 *
 * @param bundle of the component
 * @param component its name
 */
record Comeback(Bundle bundle, String component) {
  private static final Logger log = LoggerFactory.getLogger(Comeback.class);

  /** That of a service; null if it is none of Declarative Services. */
  static @Nullable Comeback of(ServiceReference<?> service) {
    Bundle bundle = service.getBundle();
    return bundle != null
            && service.getProperty(ComponentConstants.COMPONENT_NAME) instanceof String name
        ? new Comeback(bundle, name)
        : null;
  }

  /**
   * How it is at this moment.
   *
   * @param components null if Declarative Services is not there: then nothing is made anew
   */
  boolean isExpected(@Nullable ServiceComponentRuntime components, ConfigurationAdmin admin) {
    if (components == null || bundle.getState() != Bundle.ACTIVE) {
      return false;
    }
    ComponentDescriptionDTO description = components.getComponentDescriptionDTO(bundle, component);
    return description != null
        && components.isComponentEnabled(description)
        && (!description.configurationPolicy.equals("require") || isConfigured(description, admin));
  }

  private static boolean isConfigured(
      ComponentDescriptionDTO description, ConfigurationAdmin admin) {
    for (String pid : description.configurationPid) {
      if (!isThere(pid, admin)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isThere(String pid, ConfigurationAdmin admin) {
    try {
      return admin.listConfigurations(
              "(|(%1$s=%3$s)(%2$s=%3$s))"
                  .formatted(Constants.SERVICE_PID, ConfigurationAdmin.SERVICE_FACTORYPID, pid))
          != null;
    } catch (IOException | InvalidSyntaxException e) {
      log.error("nobody knows whether {} is configured; it is taken to be", pid, e);
      return true; // whoever comes rather waits than gets by
    }
  }
}
