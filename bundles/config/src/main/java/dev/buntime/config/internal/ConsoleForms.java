package dev.buntime.config.internal;

import dev.buntime.credentials.ConfigurationSecrets;
import dev.buntime.settings.PropertyValues;
import java.io.IOException;
import java.util.Collections;
import java.util.Dictionary;
import java.util.List;
import java.util.Optional;
import org.apache.felix.webconsole.spi.ConfigurationHandler;
import org.apache.felix.webconsole.spi.ValidationException;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Puts the secrets back into a form of the web console that were not shown in it, and tells whoever
 * saves one at once what would be put back, and why. Nothing of the form is saved then.
 */
@Component
public final class ConsoleForms implements ConfigurationHandler {
  private final SettingsKeeper keeper;
  private final SecretKeeper secrets;

  /** Made by Declarative Services. */
  @Activate
  public ConsoleForms(@Reference SettingsKeeper keeper, @Reference SecretKeeper secrets) {
    this.keeper = keeper;
    this.secrets = secrets;
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
      throws ValidationException, IOException {
    restore(pid, properties);
    List<String> objections =
        factoryPid == null ? keeper.objections(pid, Configurations.normal(properties)) : List.of();
    if (!objections.isEmpty()) {
      String why = String.join("; ", objections);
      throw new ValidationException("Nothing was saved: " + why + (why.endsWith(".") ? "" : "."));
    }
  }

  /** The console saves what is in the dictionary afterwards. */
  private void restore(String pid, Dictionary<String, Object> properties)
      throws ValidationException, IOException {
    for (String name : Collections.list(properties.keys())) {
      Object value = PropertyValues.normal(name, properties.get(name));
      Optional<Object> restored = secrets.restored(pid, name, value);
      if (restored.isEmpty()) {
        throw new ValidationException(
            "Nothing was saved: %s has %s where nobody knows which secret that was. Write the secret in its place."
                .formatted(name, ConfigurationSecrets.MASK));
      }
      if (!restored.get().equals(value)) {
        properties.put(name, PropertyValues.toProperty(restored.get()));
      }
    }
  }
}
