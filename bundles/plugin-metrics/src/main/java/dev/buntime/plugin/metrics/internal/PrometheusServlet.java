package dev.buntime.plugin.metrics.internal;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code GET /_/plugin-metrics/prometheus}: all meters, in the text format of Prometheus 0.0.4 or,
 * for clients that ask for it by {@code Accept}, in that of OpenMetrics with exemplars.
 */
@Component(
    service = Servlet.class,
    property = {
      "osgi.http.whiteboard.servlet.pattern=/prometheus",
      "buntime.permission=read",
      "osgi.http.whiteboard.context.select=(osgi.http.whiteboard.context.name="
          + MetricsPlugin.NAME
          + ")"
    })
public final class PrometheusServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient Scrape scrape;

  /** Made by Declarative Services. */
  @Activate
  public PrometheusServlet(@Reference Scrape scrape) {
    this.scrape = scrape;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String accept = request.getHeader("Accept");
    response.setContentType(scrape.contentType(accept));
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Vary", "Accept");
    scrape.write(accept, response.getOutputStream());
  }
}
