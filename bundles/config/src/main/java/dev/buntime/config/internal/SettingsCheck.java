package dev.buntime.config.internal;

import dev.buntime.settings.SettingsFile;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Whether what {@code buntime.jsonc} says is in force. If not the runner serves with what it said
 * before, so this is a warning and the runner stays ready. Everybody may see it, so it does not say
 * what is in the file.
 */
@Component(property = {HealthCheck.NAME + "=Settings are in force", HealthCheck.TAGS + "=ready"})
public final class SettingsCheck implements HealthCheck {
  private final SettingsKeeper keeper;

  /** Made by Declarative Services. */
  @Activate
  public SettingsCheck(@Reference SettingsKeeper keeper) {
    this.keeper = keeper;
  }

  @Override
  public Result execute() {
    FormattingResultLog result = new FormattingResultLog();
    if (keeper.refusal().isPresent()) {
      result.warn(
          "{} was changed and is refused; what it was stays in force; the log says why",
          SettingsFile.NAME);
    } else {
      result.info("{} is in force", SettingsFile.NAME);
    }
    return new Result(result);
  }
}
