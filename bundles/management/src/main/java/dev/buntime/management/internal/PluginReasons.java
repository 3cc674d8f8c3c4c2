package dev.buntime.management.internal;

import dev.buntime.runtime.PluginDeploymentRuntime;
import dev.buntime.runtime.PluginRuntime;
import dev.buntime.runtime.dto.PluginDTO;
import dev.buntime.runtime.dto.PluginDeploymentDTO;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says in words why plugins that are required are not in force. */
final class PluginReasons {
  private PluginReasons() {}

  /**
   * One phrase without full stop for each of them; none if all are in force.
   *
   * @param deployments what lies in the plugins folder, null if that is not known yet
   */
  static List<String> of(PluginRuntime plugins, @Nullable PluginDeploymentRuntime deployments) {
    return plugins.inactive().stream().map(each -> reason(each, deployments)).toList();
  }

  private static String reason(PluginDTO plugin, @Nullable PluginDeploymentRuntime deployments) {
    String why = plugin.reason() == null ? "" : ": " + withoutStop(plugin.reason());
    String hint =
        plugin.state().equals("missing") && deployments != null
            ? hint(deployments.deployments())
            : "";
    return plugin.name() + " is " + plugin.state() + why + hint;
  }

  /** A jar that is refused may be the one. */
  private static String hint(List<PluginDeploymentDTO> deployments) {
    String refused =
        deployments.stream()
            .filter(each -> each.reason() != null)
            .map(each -> each.artifact() + ": " + withoutStop(String.valueOf(each.reason())))
            .collect(Collectors.joining(", "));
    return refused.isEmpty() ? "" : " (refused in the plugins folder: " + refused + ")";
  }

  private static String withoutStop(String sentence) {
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }
}
