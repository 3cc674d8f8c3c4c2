package dev.buntime.management.internal;

import dev.buntime.runtime.WorkerRuntime;
import dev.buntime.runtime.dto.CensusDTO;
import dev.buntime.runtime.dto.CensusDTO.RemnantDTO;
import dev.buntime.runtime.dto.PoolDTO;
import dev.buntime.runtime.dto.WorkerDTO;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code GET /_/stats}: the pool and every worker. Times are in milliseconds. */
@Component(
    service = Servlet.class,
    property = {"osgi.http.whiteboard.servlet.pattern=/stats", ManagementContext.SELECT})
public final class StatsServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient WorkerRuntime runtime;

  /** Made by Declarative Services. */
  @Activate
  public StatsServlet(@Reference WorkerRuntime runtime) {
    this.runtime = runtime;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Map<String, Object> byName = new LinkedHashMap<>();
    for (WorkerDTO worker : runtime.workers()) {
      byName.put(worker.id(), members(worker));
    }
    Map<String, Object> stats = new LinkedHashMap<>();
    stats.put("pool", members(runtime.pool()));
    stats.put("workers", byName);
    stats.put("census", members(runtime.census()));
    Json.send(response, stats);
  }

  private static Map<String, Object> members(PoolDTO pool) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("poolSize", pool.size());
    members.put("activeWorkers", pool.activeWorkers());
    members.put("waiting", pool.waiting());
    members.put("hits", pool.hits());
    members.put("misses", pool.misses());
    members.put("evictions", pool.evictions());
    members.put("totalWorkersCreated", pool.workersCreated());
    members.put("totalWorkersFailed", pool.workersFailed());
    members.put("zombieThreads", pool.zombieThreads());
    return members;
  }

  private static Map<String, Object> members(CensusDTO census) {
    List<Map<String, Object>> remnants = new ArrayList<>();
    for (RemnantDTO remnant : census.remnants()) {
      Map<String, Object> members = new LinkedHashMap<>();
      members.put("worker", remnant.worker());
      members.put("since", remnant.since().toString());
      members.put("leak", remnant.leak());
      members.put("holders", remnant.holders());
      remnants.add(members);
    }
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("collected", census.collected());
    members.put("remnants", remnants);
    return members;
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
    members.put("timeoutCount", worker.timeoutCount());
    members.put("inFlight", worker.inFlight());
    members.put("queued", worker.queued());
    members.put("cpu", worker.cpuMillis());
    members.put("allocatedBytes", worker.allocatedBytes());
    members.put("threads", worker.threads());
    members.put("unwovenClasses", worker.unwovenClasses());
    return members;
  }
}
