package dev.buntime.management.internal;

import dev.buntime.runtime.WorkerRuntime;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code GET /_/stats}: the pool and every worker. Times are in milliseconds. */
@Component(
    service = {Servlet.class, Guarded.class},
    property = {"osgi.http.whiteboard.servlet.pattern=/stats", ManagementContext.SELECT})
public final class StatsServlet extends HttpServlet implements Guarded {
  private static final long serialVersionUID = 1L;

  private final transient WorkerRuntime runtime;

  /** Made by Declarative Services. */
  @Activate
  public StatsServlet(@Reference WorkerRuntime runtime) {
    this.runtime = runtime;
  }

  @Override
  public Permission needed(HttpServletRequest request) {
    return Guarded.readOrAdmin(request);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (Query.isEmpty(request, response)) {
      Json.send(response, StatsTree.of(runtime));
    }
  }
}
