package dev.buntime.management.internal;

import dev.buntime.plugins.Plugins;
import dev.buntime.runtime.DeploymentRuntime;
import dev.buntime.runtime.HttpEndpoint;
import dev.buntime.runtime.PluginDeploymentRuntime;
import dev.buntime.runtime.PluginRuntime;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Whether the runner takes requests: apps are deployed, the plugins that are required are in force,
 * and it does not drain. Everybody may see it, so it does not say what a plugin or an app has
 * thrown.
 */
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

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile @Nullable PluginRuntime plugins;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile @Nullable Plugins chainInForce;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile @Nullable PluginDeploymentRuntime pluginDeployments;

  @Override
  public Result execute() {
    FormattingResultLog log = new FormattingResultLog();
    String obstacle = obstacle();
    if (obstacle == null) {
      log.info("accepting requests");
    } else {
      log.temporarilyUnavailable("{}", obstacle);
    }
    return new Result(log);
  }

  private @Nullable String obstacle() {
    PluginRuntime chain = plugins;
    if (chain == null) {
      return "the plugins are not known yet";
    }
    if (!chain.isReady()) {
      return "plugins that are required are not in force: "
          + chain.inactive().stream()
              .map(plugin -> plugin.name() + " is " + plugin.state())
              .collect(Collectors.joining(", "))
          + "; /_/plugins and the log say why";
    }
    Plugins inForce = chainInForce;
    List<String> failed = inForce == null ? List.of() : inForce.failed();
    if (!failed.isEmpty()) {
      return "plugins have failed and let nobody pass: "
          + String.join(", ", failed)
          + "; /_/plugins and the log say why";
    }
    if (pluginDeployments == null) {
      return "the plugins folder is being read for the first time";
    }
    if (deployments == null) {
      return "the apps folder is being read for the first time";
    }
    HttpEndpoint http = endpoint;
    return http == null || !http.isAccepting()
        ? "the runner accepts no requests: it is starting or draining"
        : null;
  }
}
