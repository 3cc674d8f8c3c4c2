package dev.buntime.management.internal;

import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Whether the audit log can be written. If not the runner serves all the same, so this is a warning
 * and the runner stays ready.
 */
@Component(property = {HealthCheck.NAME + "=Audit log is written", HealthCheck.TAGS + "=ready"})
public final class AuditCheck implements HealthCheck {
  private final AuditTrail audit;

  /** Made by Declarative Services. */
  @Activate
  public AuditCheck(@Reference AuditTrail audit) {
    this.audit = audit;
  }

  @Override
  public Result execute() {
    FormattingResultLog log = new FormattingResultLog();
    if (audit.isBroken()) {
      log.warn("the audit log cannot be written; the log says why");
    } else {
      log.info("the audit log is written");
    }
    return new Result(log);
  }
}
