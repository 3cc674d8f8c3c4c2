package dev.buntime.config.internal;

import java.util.Dictionary;
import java.util.List;
import org.apache.felix.webconsole.spi.ConfigurationHandler;
import org.apache.felix.webconsole.spi.ValidationException;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Tells whoever saves a form of the web console at once what would be put back, and why. Nothing of
 * the form is saved then.
 */
@Component
public final class ConsoleForms implements ConfigurationHandler {
  private final SettingsKeeper keeper;

  /** Made by Declarative Services. */
  @Activate
  public ConsoleForms(@Reference SettingsKeeper keeper) {
    this.keeper = keeper;
  }

  @Override
  public void createConfiguration(String pid) {
    // What nobody keeps may be configured by anybody.
  }

  @Override
  public void createFactoryConfiguration(String factoryPid, @Nullable String name) {
    // Likewise.
  }

  @Override
  public void deleteConfiguration(@Nullable String factoryPid, String pid) {
    // Ends overrides; what is kept comes back.
  }

  @Override
  public void updateConfiguration(
      @Nullable String factoryPid, String pid, Dictionary<String, Object> properties)
      throws ValidationException {
    List<String> objections =
        factoryPid == null ? keeper.objections(pid, Configurations.normal(properties)) : List.of();
    if (!objections.isEmpty()) {
      String why = String.join("; ", objections);
      throw new ValidationException("Nothing was saved: " + why + (why.endsWith(".") ? "" : "."));
    }
  }
}
