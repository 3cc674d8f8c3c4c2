package dev.buntime.management.internal;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.osgi.service.component.annotations.Component;

/** {@code GET /_/openapi.json}: describes the HTTP API (OpenAPI 3.1). */
@Component(
    service = {Servlet.class, Guarded.class},
    property = {"osgi.http.whiteboard.servlet.pattern=/openapi.json", ManagementContext.SELECT})
public final class OpenApiServlet extends HttpServlet implements Guarded {
  private static final long serialVersionUID = 1L;

  @Override
  public Permission needed(HttpServletRequest request) {
    return Guarded.readOrAdmin(request);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (Query.isEmpty(request, response)) {
      response.setContentType("application/json");
      try (InputStream in =
          Objects.requireNonNull(OpenApiServlet.class.getResourceAsStream("openapi.json"))) {
        var _ = in.transferTo(response.getOutputStream());
      }
    }
  }
}
