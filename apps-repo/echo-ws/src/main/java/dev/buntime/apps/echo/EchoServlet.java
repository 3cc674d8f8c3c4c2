package dev.buntime.apps.echo;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletAsyncSupported;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * Turns a handshake into a WebSocket; anybody else gets a page that makes one.
 *
 * <p>The upgrade is the one of Jakarta WebSocket 2.1: the server container is an attribute of the
 * servlet context, and the servlet decides which request becomes which endpoint.
 */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern("/*")
@HttpWhiteboardServletAsyncSupported
public final class EchoServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    if ("websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
      upgrade(request, response);
    } else {
      page(response);
    }
  }

  private void upgrade(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    if (!(getServletContext().getAttribute(ServerContainer.class.getName())
        instanceof ServerContainer container)) {
      response.sendError(HttpServletResponse.SC_NOT_IMPLEMENTED, "This server has no WebSocket.");
      return;
    }
    ServerEndpointConfig echo =
        ServerEndpointConfig.Builder.create(EchoEndpoint.class, "/")
            .configurator(new EchoConfigurator())
            .build();
    try {
      container.upgradeHttpToWebSocket(request, response, echo, Map.of());
    } catch (DeploymentException e) {
      throw new ServletException("the endpoint of the echo is not valid", e);
    }
  }

  private static void page(HttpServletResponse response) throws IOException {
    response.setContentType("text/html");
    response.setCharacterEncoding("UTF-8");
    try (InputStream page =
        Objects.requireNonNull(EchoServlet.class.getResourceAsStream("/page/echo.html"))) {
      page.transferTo(response.getOutputStream());
    }
  }
}
