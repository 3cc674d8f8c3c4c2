package dev.buntime.plugin.authz.internal.admin;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code GET /_/plugin-authz/status}: how the policies are combined, where they are kept, and
 * whether what lies there is in force. Behind the login of the management plane.
 */
@Component(
    service = Servlet.class,
    property = {
      "osgi.http.whiteboard.servlet.pattern=/status",
      "osgi.http.whiteboard.context.select=(osgi.http.whiteboard.context.name=plugin-authz)"
    })
public final class StatusServlet extends AdminServlet {
  private static final long serialVersionUID = 1L;

  private final transient PolicyPoint point;

  /** Made by Declarative Services. */
  @Activate
  public StatusServlet(@Reference PolicyPoint point) {
    this.point = point;
  }

  @Override
  void answer(HttpServletRequest request, HttpServletResponse response)
      throws IOException, RefusedException {
    if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
      throw notAllowed(response, "GET, HEAD");
    }
    Answers.json(response, point.status());
  }
}
