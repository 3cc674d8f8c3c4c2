package dev.buntime.management.internal;

import dev.buntime.runtime.WorkerRuntime;
import dev.buntime.runtime.dto.WorkerDTO;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code GET /_/stats}: the pool and every worker. Times are in milliseconds. */
@Component(
    service = Servlet.class,
    property = {"osgi.http.whiteboard.servlet.pattern=/stats", ManagementContext.SELECT})
public final class StatsServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private static final Set<String> LIVE_STATES = Set.of("Ready", "Active", "Idle", "Draining");

  private final transient WorkerRuntime runtime;

  /** Made by Declarative Services. */
  @Activate
  public StatsServlet(@Reference WorkerRuntime runtime) {
    this.runtime = runtime;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    List<WorkerDTO> workers = runtime.workers();
    Map<String, Object> byName = new LinkedHashMap<>();
    for (WorkerDTO worker : workers) {
      byName.put(worker.id(), members(worker));
    }
    long live = workers.stream().filter(worker -> LIVE_STATES.contains(worker.state())).count();
    Map<String, Object> stats = new LinkedHashMap<>();
    stats.put("pool", Map.of("activeWorkers", live));
    stats.put("workers", byName);
    Json.send(response, stats);
  }

  private static Map<String, Object> members(WorkerDTO worker) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("app", worker.app());
    members.put("version", worker.version());
    members.put("status", worker.state());
    members.put("since", worker.since().toString());
    members.put("reason", worker.reason());
    members.put("age", worker.ageMillis());
    members.put("idle", worker.idleMillis());
    members.put("coldStart", worker.coldStartMillis());
    members.put("requestCount", worker.requestCount());
    members.put("errorCount", worker.errorCount());
    members.put("inFlight", worker.inFlight());
    members.put("threads", worker.threads());
    return members;
  }
}
