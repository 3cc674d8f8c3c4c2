package dev.buntime.management.internal;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** {@code GET /_/whoami}: who is logged in, and what that allows. */
@Component(
    service = {Servlet.class, Guarded.class},
    property = {"osgi.http.whiteboard.servlet.pattern=/whoami", ManagementContext.SELECT})
public final class WhoamiServlet extends HttpServlet implements Guarded {
  private static final long serialVersionUID = 1L;

  @Override
  public Permission needed(HttpServletRequest request) {
    return Guarded.readOrAdmin(request);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (Query.isEmpty(request, response)) {
      Login login = Login.of(request).orElseThrow();
      Map<String, Object> members = new LinkedHashMap<>();
      members.put("user", login.user());
      members.put("provider", login.provider());
      members.put("rights", login.rights());
      members.put(
          "permissions", login.permissions().stream().sorted().map(Permission::word).toList());
      Json.send(response, members);
    }
  }
}
