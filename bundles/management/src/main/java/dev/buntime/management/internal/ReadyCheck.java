package dev.buntime.management.internal;

import dev.buntime.runtime.DeploymentRuntime;
import dev.buntime.runtime.HttpEndpoint;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Whether the runner takes requests: apps are deployed, and it does not drain. */
@Component(property = {HealthCheck.NAME + "=Runner is ready", HealthCheck.TAGS + "=ready"})
public final class ReadyCheck implements HealthCheck {

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile @Nullable HttpEndpoint endpoint;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile @Nullable DeploymentRuntime deployments;

  @Override
  public Result execute() {
    FormattingResultLog log = new FormattingResultLog();
    HttpEndpoint http = endpoint;
    if (deployments == null) {
      log.temporarilyUnavailable("the apps folder is being read for the first time");
    } else if (http == null || !http.isAccepting()) {
      log.temporarilyUnavailable("the runner accepts no requests: it is starting or draining");
    } else {
      log.info("accepting requests");
    }
    return new Result(log);
  }
}
