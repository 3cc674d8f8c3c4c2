package dev.buntime.management.internal;

import dev.buntime.runtime.PluginDeploymentRuntime;
import dev.buntime.runtime.PluginRuntime;
import dev.buntime.runtime.dto.PluginDTO;
import dev.buntime.runtime.dto.PluginDeploymentDTO;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * {@code GET /_/plugins}: every plugin, in the order in which requests pass them, and every
 * artifact of the plugins folder and what became of it.
 */
@Component(
    service = {Servlet.class, Guarded.class},
    property = {"osgi.http.whiteboard.servlet.pattern=/plugins", ManagementContext.SELECT})
public final class PluginsServlet extends HttpServlet implements Guarded {
  private static final long serialVersionUID = 1L;

  private final transient PluginRuntime plugins;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private transient volatile @Nullable PluginDeploymentRuntime deployments;

  /** Made by Declarative Services. */
  @Activate
  public PluginsServlet(@Reference PluginRuntime plugins) {
    this.plugins = plugins;
  }

  @Override
  public Permission needed(HttpServletRequest request) {
    return Guarded.readOrAdmin(request);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (Query.isEmpty(request, response)) {
      Json.send(response, tree());
    }
  }

  private Map<String, Object> tree() {
    PluginDeploymentRuntime folder = deployments;
    List<PluginDeploymentDTO> artifacts = folder == null ? List.of() : folder.deployments();
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("plugins", plugins.plugins().stream().map(PluginsServlet::members).toList());
    tree.put("deployments", artifacts.stream().map(PluginsServlet::members).toList());
    return tree;
  }

  private static Map<String, Object> members(PluginDTO plugin) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("name", plugin.name());
    members.put("version", plugin.version());
    members.put("bundle", plugin.bundle());
    members.put("ranking", plugin.ranking());
    members.put("state", plugin.state());
    members.put("reason", plugin.reason());
    members.put("since", plugin.since().toString());
    members.put("listed", plugin.listed());
    members.put("required", plugin.required());
    members.put("configuredBy", plugin.configuredBy());
    members.put("routes", plugin.routes());
    members.put("requestCount", plugin.requestCount());
    members.put("answerCount", plugin.answerCount());
    members.put("errorCount", plugin.errorCount());
    members.put("timeoutCount", plugin.timeoutCount());
    members.put("stuckThreads", plugin.stuckThreads());
    return members;
  }

  private static Map<String, Object> members(PluginDeploymentDTO deployment) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("artifact", deployment.artifact());
    members.put("name", deployment.name());
    members.put("version", deployment.version());
    members.put("state", deployment.state());
    members.put("reason", deployment.reason());
    members.put("warnings", deployment.warnings());
    members.put("plugins", deployment.plugins());
    members.put("bundle", deployment.bundle());
    members.put("size", deployment.size());
    members.put("sha256", deployment.sha256());
    members.put("since", deployment.since().toString());
    return members;
  }
}
