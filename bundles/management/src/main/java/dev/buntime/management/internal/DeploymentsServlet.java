package dev.buntime.management.internal;

import dev.buntime.runtime.DeploymentRuntime;
import dev.buntime.runtime.dto.DeploymentDTO;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code GET /_/deployments}: every artifact of the apps folder and what became of it. */
@Component(
    service = Servlet.class,
    property = {"osgi.http.whiteboard.servlet.pattern=/deployments", ManagementContext.SELECT})
public final class DeploymentsServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient DeploymentRuntime runtime;

  /** Made by Declarative Services. */
  @Activate
  public DeploymentsServlet(@Reference DeploymentRuntime runtime) {
    this.runtime = runtime;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (Query.isEmpty(request, response)) {
      Json.send(
          response,
          Map.of(
              "deployments",
              runtime.deployments().stream().map(DeploymentsServlet::members).toList()));
    }
  }

  private static Map<String, Object> members(DeploymentDTO deployment) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("artifact", deployment.artifact());
    members.put("app", deployment.app());
    members.put("version", deployment.version());
    members.put("state", deployment.state());
    members.put("reason", deployment.reason());
    members.put("warnings", deployment.warnings());
    members.put("bundle", deployment.bundle());
    members.put("size", deployment.size());
    members.put("sha256", deployment.sha256());
    members.put("since", deployment.since().toString());
    return members;
  }
}
