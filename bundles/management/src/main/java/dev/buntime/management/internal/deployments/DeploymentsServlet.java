package dev.buntime.management.internal;

import dev.buntime.runtime.DeploymentRuntime;
import dev.buntime.runtime.WorkerRuntime;
import dev.buntime.runtime.dto.AppUsageDTO;
import dev.buntime.runtime.dto.DeploymentDTO;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code GET /_/deployments}: the artifacts of the apps folder and what became of them; with {@code
 * /<app>} those of one app, with {@code /<app>/<version>} the one of that version. Each answer has
 * an entity tag (RFC 9110, section 8.8.3), so that whoever asks again is told that nothing has
 * changed.
 */
@Component(
    service = Servlet.class,
    property = {
      "osgi.http.whiteboard.servlet.pattern=/deployments",
      "osgi.http.whiteboard.servlet.pattern=/deployments/*",
      ManagementContext.SELECT
    })
public final class DeploymentsServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final int MOST = 10_000; // deployments of a page, also if no limit is given
  private static final String LIVE = "live";

  private static final Comparator<DeploymentDTO> LIVE_FIRST =
      Comparator.comparing(deployment -> !deployment.state().equals(LIVE));

  private final transient DeploymentRuntime runtime;
  private final transient WorkerRuntime workers;

  /** Made by Declarative Services. */
  @Activate
  public DeploymentsServlet(
      @Reference DeploymentRuntime runtime, @Reference WorkerRuntime workers) {
    this.runtime = runtime;
    this.workers = workers;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String path = Objects.requireNonNullElse(request.getPathInfo(), "");
    String[] names = path.isEmpty() ? new String[0] : path.substring(1).split("/", -1);
    try {
      switch (names.length) {
        case 0 -> sendPage(request, response);
        case 1 -> sendApp(request, response, names[0]);
        case 2 -> sendVersion(request, response, names[0], names[1]);
        default -> response.sendError(HttpServletResponse.SC_NOT_FOUND);
      }
    } catch (QueryException e) {
      response.sendError(HttpServletResponse.SC_BAD_REQUEST, e.getMessage());
    }
  }

  private void sendPage(HttpServletRequest request, HttpServletResponse response)
      throws IOException, QueryException {
    Query query = new Query(request);
    query.allowOnly("app", "state", "offset", "limit");
    Optional<String> app = query.app();
    Optional<String> state = query.word("state", "live", "refused", "starting");
    int offset = query.whole("offset", 0, Integer.MAX_VALUE).orElse(0);
    int limit = query.whole("limit", 1, MOST).orElse(MOST);
    List<DeploymentDTO> found =
        runtime.deployments().stream()
            .filter(each -> app.isEmpty() || app.get().equals(each.app()))
            .filter(each -> state.isEmpty() || state.get().equals(each.state()))
            .toList();
    send(request, response, found.stream().skip(offset).limit(limit).toList(), found.size());
  }

  private void sendApp(HttpServletRequest request, HttpServletResponse response, String app)
      throws IOException, QueryException {
    new Query(request).allowOnly();
    List<DeploymentDTO> found = of(app);
    if (found.isEmpty()) {
      notFound(response, "of the app '" + app + "'");
    } else {
      send(request, response, found, found.size());
    }
  }

  private void sendVersion(
      HttpServletRequest request, HttpServletResponse response, String app, String version)
      throws IOException, QueryException {
    new Query(request).allowOnly();
    Optional<DeploymentDTO> found =
        of(app).stream().filter(each -> version.equals(each.version())).min(LIVE_FIRST);
    if (found.isEmpty()) {
      notFound(response, "'" + app + "@" + version + "'");
    } else {
      Json.sendTagged(request, response, members(found.get(), liveWorkers()));
    }
  }

  private List<DeploymentDTO> of(String app) {
    return runtime.deployments().stream().filter(each -> app.equals(each.app())).toList();
  }

  private static void notFound(HttpServletResponse response, String what) throws IOException {
    response.sendError(
        HttpServletResponse.SC_NOT_FOUND,
        "There is no deployment " + what + ". GET /_/deployments tells what there is.");
  }

  /**
   * @param total how many there are without a limit
   */
  private void send(
      HttpServletRequest request, HttpServletResponse response, List<DeploymentDTO> page, int total)
      throws IOException {
    Map<String, Integer> live = liveWorkers();
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("deployments", page.stream().map(each -> members(each, live)).toList());
    members.put("total", total);
    Json.sendTagged(request, response, members);
  }

  /** How many workers live, by app and version. */
  private Map<String, Integer> liveWorkers() {
    return workers.usage().stream()
        .collect(
            Collectors.toMap(usage -> usage.app() + "@" + usage.version(), AppUsageDTO::workers));
  }

  private static Map<String, Object> members(
      DeploymentDTO deployment, Map<String, Integer> workers) {
    boolean isLive = deployment.state().equals(LIVE);
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
    members.put(
        "workers",
        isLive ? workers.getOrDefault(deployment.app() + "@" + deployment.version(), 0) : 0);
    return members;
  }
}
