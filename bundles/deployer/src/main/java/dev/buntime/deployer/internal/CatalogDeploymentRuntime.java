package dev.buntime.deployer.internal;

import dev.buntime.catalog.Catalog;
import dev.buntime.catalog.Deployment;
import dev.buntime.catalog.Deployment.Live;
import dev.buntime.catalog.Deployment.Refused;
import dev.buntime.catalog.Deployment.Starting;
import dev.buntime.catalog.Deployment.Stopped;
import dev.buntime.catalog.LiveApp;
import dev.buntime.runtime.DeploymentRuntime;
import dev.buntime.runtime.dto.DeploymentDTO;
import dev.buntime.versions.AppVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows what is in the catalog. */
record CatalogDeploymentRuntime(Catalog catalog) implements DeploymentRuntime {

  @Override
  public List<DeploymentDTO> deployments() {
    return catalog.snapshot().deployments().stream()
        .map(CatalogDeploymentRuntime::describe)
        .toList();
  }

  /** A deployment as the other rooms see it. */
  static DeploymentDTO describe(Deployment deployment) {
    return switch (deployment.outcome()) {
      case Live(LiveApp app) ->
          describe(deployment, app.id(), "live", null, app.bundle().getBundleId());
      case Starting(AppVersion id) -> describe(deployment, id, "starting", null, -1);
      case Stopped(AppVersion id) -> describe(deployment, id, "stopped", null, -1);
      case Refused(AppVersion id, String reason) -> describe(deployment, id, "refused", reason, -1);
    };
  }

  private static DeploymentDTO describe(
      Deployment deployment,
      @Nullable AppVersion id,
      String state,
      @Nullable String reason,
      long bundle) {
    return new DeploymentDTO(
        deployment.artifact(),
        id == null ? null : id.app(),
        id == null ? null : id.version().toString(),
        state,
        reason,
        deployment.warnings(),
        bundle,
        deployment.size(),
        deployment.sha256(),
        deployment.since());
  }
}
