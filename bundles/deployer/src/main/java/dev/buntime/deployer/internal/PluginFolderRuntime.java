package dev.buntime.deployer.internal;

import dev.buntime.deployer.internal.PluginArtifact.Live;
import dev.buntime.deployer.internal.PluginArtifact.Refused;
import dev.buntime.deployer.internal.PluginArtifact.Starting;
import dev.buntime.jsonc.Printable;
import dev.buntime.runtime.PluginDeploymentRuntime;
import dev.buntime.runtime.dto.PluginDeploymentDTO;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/**
 * Shows what the plugins folder has brought into force.
 *
 * @param artifacts what is known of its artifacts
 * @param states tells what keeps a bundle from offering plugins
 */
record PluginFolderRuntime(PluginArtifacts artifacts, PluginStates states)
    implements PluginDeploymentRuntime {

  @Override
  public List<PluginDeploymentDTO> deployments() {
    return artifacts.published().stream().map(this::describe).toList();
  }

  private PluginDeploymentDTO describe(PluginArtifact artifact) {
    return switch (artifact.outcome()) {
      case Live(Bundle bundle, RetainedCopies.Copy _) -> describe(artifact, "live", bundle);
      case Starting(Bundle bundle) -> describe(artifact, "starting", bundle);
      case Refused(String reason) ->
          describe(artifact, "refused", reason, List.of(), List.of(), null);
    };
  }

  private PluginDeploymentDTO describe(PluginArtifact artifact, String state, Bundle bundle) {
    List<String> warnings = new ArrayList<>();
    if (artifact.trouble() != null) {
      warnings.add(artifact.trouble());
    }
    warnings.addAll(states.obstacles(bundle));
    List<String> plugins = List.copyOf(PluginServices.names(bundle));
    return describe(artifact, state, null, List.copyOf(warnings), plugins, bundle);
  }

  private static PluginDeploymentDTO describe(
      PluginArtifact artifact,
      String state,
      @Nullable String reason,
      List<String> warnings,
      List<String> plugins,
      @Nullable Bundle bundle) {
    return new PluginDeploymentDTO(
        Printable.of(artifact.artifact()),
        bundle == null ? null : bundle.getSymbolicName(),
        bundle == null ? null : bundle.getVersion().toString(),
        state,
        reason,
        warnings,
        plugins,
        bundle == null ? -1 : bundle.getBundleId(),
        artifact.size(),
        artifact.sha256(),
        artifact.since());
  }
}
