package dev.buntime.itests.pax.app;

import dev.buntime.itests.app.PlainConfigurator;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.util.Map;

/** Upgrades to the endpoint that the query names; answers 200 otherwise. */
public final class SocketServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
      response.getWriter().print("ok");
      return;
    }
    ServerContainer container =
        (ServerContainer) getServletContext().getAttribute(ServerContainer.class.getName());
    try {
      container.upgradeHttpToWebSocket(
          request,
          response,
          ServerEndpointConfig.Builder.create(SocketEndpoint.class, "/")
              .configurator(new PlainConfigurator(SocketEndpoint::new))
              .build(),
          Map.of());
    } catch (DeploymentException e) {
      throw new ServletException(e);
    }
  }
}
