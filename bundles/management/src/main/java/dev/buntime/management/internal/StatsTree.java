package dev.buntime.management.internal;

import dev.buntime.runtime.WorkerRuntime;
import dev.buntime.runtime.dto.CensusDTO;
import dev.buntime.runtime.dto.CensusDTO.RemnantDTO;
import dev.buntime.runtime.dto.PoolDTO;
import dev.buntime.runtime.dto.WorkerDTO;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The pool and every worker as a tree for JSON. Times are in milliseconds. */
public final class StatsTree {
  private StatsTree() {}

  /** How all are at this moment. */
  public static Map<String, Object> of(WorkerRuntime runtime) {
    Map<String, Object> byName = new LinkedHashMap<>();
    for (WorkerDTO worker : runtime.workers()) {
      byName.put(worker.id(), members(worker));
    }
    Map<String, Object> stats = new LinkedHashMap<>();
    stats.put("pool", members(runtime.pool()));
    stats.put("workers", byName);
    stats.put("census", members(runtime.census()));
    return stats;
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
