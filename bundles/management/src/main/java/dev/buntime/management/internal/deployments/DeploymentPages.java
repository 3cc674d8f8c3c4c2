package dev.buntime.management.internal.deployments;

import dev.buntime.management.internal.Json;
import dev.buntime.management.internal.Query;
import dev.buntime.management.internal.QueryException;
import dev.buntime.runtime.DeploymentRuntime;
import dev.buntime.runtime.WorkerRuntime;
import dev.buntime.runtime.dto.AppUsageDTO;
import dev.buntime.runtime.dto.DeploymentDTO;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is deployed: all, of one app, of one version. Each answer has an entity tag (RFC 9110,
 * section 8.8.3), so that whoever asks again is told that nothing has changed.
 */
final class DeploymentPages {
  private static final int MOST = 10_000; // deployments of a page, also if no limit is given

  private static final Comparator<DeploymentDTO> LIVE_FIRST =
      Comparator.comparing(deployment -> !deployment.state().equals(Members.LIVE));

  private final DeploymentRuntime runtime;
  private final WorkerRuntime workers;

  DeploymentPages(DeploymentRuntime runtime, WorkerRuntime workers) {
    this.runtime = runtime;
    this.workers = workers;
  }

  void sendPage(HttpServletRequest request, HttpServletResponse response)
      throws IOException, QueryException {
    Query query = new Query(request);
    query.allowOnly("app", "state", "offset", "limit");
    Optional<String> app = query.app();
    Optional<String> state = query.word("state", "live", "refused", "starting", "stopped");
    int offset = query.whole("offset", 0, Integer.MAX_VALUE).orElse(0);
    int limit = query.whole("limit", 1, MOST).orElse(MOST);
    List<DeploymentDTO> found =
        runtime.deployments().stream()
            .filter(each -> app.isEmpty() || app.get().equals(each.app()))
            .filter(each -> state.isEmpty() || state.get().equals(each.state()))
            .toList();
    send(request, response, found.stream().skip(offset).limit(limit).toList(), found.size());
  }

  void sendApp(HttpServletRequest request, HttpServletResponse response, String app)
      throws IOException, QueryException, RefusedRequestException {
    new Query(request).allowOnly();
    List<DeploymentDTO> found = of(app);
    if (found.isEmpty()) {
      throw notFound("of the app '" + app + "'");
    }
    send(request, response, found, found.size());
  }

  void sendVersion(
      HttpServletRequest request, HttpServletResponse response, String app, String version)
      throws IOException, QueryException, RefusedRequestException {
    new Query(request).allowOnly();
    DeploymentDTO found = existing(app, version);
    Json.sendTagged(request, response, Members.of(found, liveWorkers().of(found)));
  }

  /** The deployment of a version, the live one if there are several. */
  DeploymentDTO existing(String app, String version) throws RefusedRequestException {
    return of(app).stream()
        .filter(each -> version.equals(each.version()))
        .min(LIVE_FIRST)
        .orElseThrow(() -> notFound("'" + app + "@" + version + "'"));
  }

  private List<DeploymentDTO> of(String app) {
    return runtime.deployments().stream().filter(each -> app.equals(each.app())).toList();
  }

  private static RefusedRequestException notFound(String what) {
    return new RefusedRequestException(
        HttpServletResponse.SC_NOT_FOUND,
        "There is no deployment " + what + ". GET /_/deployments tells what there is.");
  }

  /**
   * @param total how many there are without a limit
   */
  private void send(
      HttpServletRequest request, HttpServletResponse response, List<DeploymentDTO> page, int total)
      throws IOException {
    LiveWorkers live = liveWorkers();
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("deployments", page.stream().map(each -> Members.of(each, live.of(each))).toList());
    members.put("total", total);
    Json.sendTagged(request, response, members);
  }

  /** A deployment as it is now. */
  Map<String, Object> members(DeploymentDTO deployment) {
    return Members.of(deployment, liveWorkers().of(deployment));
  }

  private LiveWorkers liveWorkers() {
    return new LiveWorkers(
        workers.usage().stream()
            .collect(
                Collectors.toMap(
                    usage -> usage.app() + "@" + usage.version(), AppUsageDTO::workers)));
  }

  /**
   * How many workers live.
   *
   * @param counts by app and version
   */
  private record LiveWorkers(Map<String, Integer> counts) {
    int of(DeploymentDTO deployment) {
      return counts.getOrDefault(deployment.app() + "@" + deployment.version(), 0);
    }
  }
}
