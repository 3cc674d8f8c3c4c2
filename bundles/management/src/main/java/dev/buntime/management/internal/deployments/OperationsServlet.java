package dev.buntime.management.internal.deployments;

import dev.buntime.management.internal.Guarded;
import dev.buntime.management.internal.Json;
import dev.buntime.management.internal.ManagementContext;
import dev.buntime.management.internal.Permission;
import dev.buntime.management.internal.Query;
import dev.buntime.runtime.DeploymentRuntime;
import dev.buntime.runtime.WorkerRuntime;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code GET /_/operations/<id>}: what became of a deployment that was answered with 202. */
@Component(
    service = {Servlet.class, Guarded.class},
    property = {"osgi.http.whiteboard.servlet.pattern=/operations/*", ManagementContext.SELECT})
public final class OperationsServlet extends HttpServlet implements Guarded {
  private static final long serialVersionUID = 1L;

  private final transient Operations operations;
  private final transient DeploymentPages pages;

  /** Made by Declarative Services. */
  @Activate
  public OperationsServlet(
      @Reference Operations operations,
      @Reference DeploymentRuntime runtime,
      @Reference WorkerRuntime workers) {
    this.operations = operations;
    this.pages = new DeploymentPages(runtime, workers);
  }

  @Override
  public Permission needed(HttpServletRequest request) {
    return Guarded.readOrAdmin(request);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (!Query.isEmpty(request, response)) {
      return;
    }
    String id = Objects.requireNonNullElse(request.getPathInfo(), "").replaceFirst("^/", "");
    Optional<Operation> found = operations.find(id);
    if (found.isPresent()) {
      Json.send(response, found.get().members(pages));
    } else {
      response.sendError(
          HttpServletResponse.SC_NOT_FOUND,
          "There is no such operation, or it was long ago. GET /_/deployments tells what is"
              + " deployed.");
    }
  }
}
