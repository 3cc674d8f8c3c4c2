package dev.buntime.management.internal.deployments;

import dev.buntime.admin.DeploymentAdmin;
import dev.buntime.admin.DeploymentException;
import dev.buntime.admin.WorkerAdmin;
import dev.buntime.management.internal.Guarded;
import dev.buntime.management.internal.ManagementConfig;
import dev.buntime.management.internal.ManagementContext;
import dev.buntime.management.internal.Permission;
import dev.buntime.management.internal.QueryException;
import dev.buntime.runtime.DeploymentRuntime;
import dev.buntime.runtime.WorkerRuntime;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code /_/deployments}: the artifacts of the apps folder and what became of them; with {@code
 * /<app>} those of one app, with {@code /<app>/<version>} the one of that version, and the requests
 * that change them. {@code /_/openapi.json} describes all.
 */
@Component(
    service = {Servlet.class, Guarded.class},
    configurationPid = ManagementConfig.PID,
    property = {
      "osgi.http.whiteboard.servlet.pattern=/deployments",
      "osgi.http.whiteboard.servlet.pattern=/deployments/*",
      "osgi.http.whiteboard.servlet.multipart.enabled:Boolean=true",
      "osgi.http.whiteboard.servlet.multipart.fileSizeThreshold:Integer=65536",
      "osgi.http.whiteboard.servlet.multipart.maxFileSize:Long=536870912",
      ManagementContext.SELECT
    })
public final class DeploymentsServlet extends HttpServlet implements Guarded {
  private static final long serialVersionUID = 1L;
  private static final int CLIENT_ERROR = 400;

  private final transient DeploymentPages pages;
  private final transient ArtifactPages artifacts;
  private final transient DeploymentChanges changes;

  /** Made by Declarative Services. */
  @Activate
  public DeploymentsServlet(
      ManagementConfig config,
      @Reference DeploymentRuntime runtime,
      @Reference WorkerRuntime workers,
      @Reference DeploymentAdmin deployments,
      @Reference WorkerAdmin restarts,
      @Reference Operations operations) {
    pages = new DeploymentPages(runtime, workers);
    artifacts = new ArtifactPages(deployments, pages);
    changes = new DeploymentChanges(deployments, restarts, operations, pages, config.maxUpload());
  }

  /** Takes another limit, for uploads that come from now on. */
  @Modified
  void modified(ManagementConfig config) {
    changes.limit(config.maxUpload());
  }

  @Override
  public Permission needed(HttpServletRequest request) {
    return Address.of(request.getPathInfo()).needed(Guarded.isRead(request));
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    Address address = Address.of(request.getPathInfo());
    try {
      switch (request.getMethod()) {
        case "GET", "HEAD" -> get(address, request, response);
        case "POST" -> changes.post(address, request, response);
        case "PUT" -> changes.put(address, request, response);
        case "DELETE" -> changes.delete(address, request, response);
        default -> throw RefusedRequestException.wrongMethod(address);
      }
    } catch (QueryException e) {
      response.sendError(CLIENT_ERROR, e.getMessage());
    } catch (DeploymentException e) {
      RefusedRequestException refused = RefusedRequestException.of(e);
      response.sendError(refused.status(), refused.getMessage());
    } catch (RefusedRequestException e) {
      if (e.status() == HttpServletResponse.SC_METHOD_NOT_ALLOWED) {
        response.setHeader("Allow", address.methods()); // RFC 9110, section 15.5.6
      }
      response.sendError(e.status(), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE, "The runner stops.");
    }
  }

  private void get(Address address, HttpServletRequest request, HttpServletResponse response)
      throws IOException, QueryException, DeploymentException, RefusedRequestException {
    switch (address) {
      case Address.All() -> pages.sendPage(request, response);
      case Address.OfApp(String app) -> pages.sendApp(request, response, app);
      case Address.OfVersion(String app, String version) ->
          pages.sendVersion(request, response, app, version);
      case Address.Artifact(String app, String version) ->
          artifacts.sendArtifact(request, response, app, version);
      case Address.Files(String app, String version, String path) ->
          artifacts.sendFiles(request, response, app, version, path);
      case Address.Action _ -> throw RefusedRequestException.wrongMethod(address);
      case Address.Unknown() -> throw RefusedRequestException.nothingHere();
    }
  }
}
