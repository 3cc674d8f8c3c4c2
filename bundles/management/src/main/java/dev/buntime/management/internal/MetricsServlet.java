package dev.buntime.management.internal;

import dev.buntime.runtime.TrafficRuntime;
import dev.buntime.runtime.WorkerRuntime;
import dev.buntime.runtime.dto.PoolDTO;
import dev.buntime.runtime.dto.TrafficDTO;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code GET /_/metrics}: the runner in a dozen figures.
 *
 * <p>Counts are since the start. Rates and times are those of the last minute, so that they show
 * what is going on.
 */
@Component(
    service = {Servlet.class, Guarded.class},
    property = {"osgi.http.whiteboard.servlet.pattern=/metrics", ManagementContext.SELECT})
public final class MetricsServlet extends HttpServlet implements Guarded {
  private static final long serialVersionUID = 1L;
  private static final int PERCENT = 100;
  private static final double MEBIBYTE = 1 << 20;

  private final transient WorkerRuntime workers;
  private final transient TrafficRuntime traffic;

  /** Made by Declarative Services. */
  @Activate
  public MetricsServlet(@Reference WorkerRuntime workers, @Reference TrafficRuntime traffic) {
    this.workers = workers;
    this.traffic = traffic;
  }

  @Override
  public Permission needed(HttpServletRequest request) {
    return Guarded.readOrAdmin(request);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (Query.isEmpty(request, response)) {
      Json.send(response, metrics());
    }
  }

  private Map<String, Object> metrics() {
    PoolDTO pool = workers.pool();
    TrafficDTO requests = traffic.traffic();
    Map<String, Object> metrics = new LinkedHashMap<>();
    metrics.put("activeWorkers", pool.activeWorkers());
    metrics.put("hits", pool.hits());
    metrics.put("misses", pool.misses());
    metrics.put("hitRate", hitRate(pool));
    metrics.put("evictions", pool.evictions());
    metrics.put("requestsPerSecond", rounded(requests.requestsPerSecond()));
    metrics.put("totalRequests", requests.totalRequests());
    metrics.put("totalWorkersCreated", pool.workersCreated());
    metrics.put("totalWorkersFailed", pool.workersFailed());
    metrics.put("memoryUsageMB", rounded(usedHeap() / MEBIBYTE));
    metrics.put("avgResponseTimeMs", rounded(requests.avgResponseTimeMillis()));
    metrics.put("uptimeMs", ManagementFactory.getRuntimeMXBean().getUptime());
    return metrics;
  }

  /** Percent of the requests for apps that found a live worker; 0 if there were none. */
  private static BigDecimal hitRate(PoolDTO pool) {
    long all = pool.hits() + pool.misses();
    return rounded(all == 0 ? 0 : (double) PERCENT * pool.hits() / all);
  }

  private static long usedHeap() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static BigDecimal rounded(double value) {
    return BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_UP);
  }
}
