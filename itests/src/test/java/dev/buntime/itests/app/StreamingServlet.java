package dev.buntime.itests.app;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A generation that also has what stays open: {@code /socket} is a WebSocket that answers each text
 * with the generation and the text; {@code /events} sends the generation as an event, again and
 * again. It ends neither by itself.
 */
public final class StreamingServlet extends GenerationServlet {
  private static final long serialVersionUID = 1L;
  private static final long PERIOD_MILLIS = 50;

  private final transient Set<AsyncContext> listeners = ConcurrentHashMap.newKeySet();
  private final transient ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor();

  @Override
  public void init() {
    var _ =
        ticker.scheduleAtFixedRate(
            () -> listeners.removeIf(StreamingServlet::hasGone),
            PERIOD_MILLIS,
            PERIOD_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  @Override
  public void destroy() {
    ticker.shutdownNow();
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    switch (request.getPathInfo()) {
      case "/socket" -> upgrade(request, response);
      case "/events" -> {
        response.setContentType("text/event-stream");
        AsyncContext listener = request.startAsync();
        listener.setTimeout(0);
        listeners.add(listener);
      }
      case null, default -> super.doGet(request, response);
    }
  }

  private static boolean hasGone(AsyncContext listener) {
    try {
      var out = listener.getResponse().getOutputStream();
      out.write(("data: " + generation() + "\n\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
      return false;
    } catch (IOException | IllegalStateException _) {
      return true;
    }
  }

  private void upgrade(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    ServerContainer container =
        (ServerContainer) getServletContext().getAttribute(ServerContainer.class.getName());
    ServerEndpointConfig config =
        ServerEndpointConfig.Builder.create(Echo.class, "/")
            .configurator(new PlainConfigurator(Echo::new))
            .build();
    try {
      container.upgradeHttpToWebSocket(request, response, config, Map.of());
    } catch (DeploymentException e) {
      throw new ServletException(e);
    }
  }

  /** Answers each text. */
  public static final class Echo extends Endpoint {
    @Override
    public void onOpen(Session session, EndpointConfig config) {
      MessageHandler.Whole<String> text = message -> answer(session, message);
      session.addMessageHandler(String.class, text);
    }

    private static void answer(Session session, String message) {
      try {
        session.getBasicRemote().sendText(generation() + ": " + message);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
