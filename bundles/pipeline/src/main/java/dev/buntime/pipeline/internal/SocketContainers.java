package dev.buntime.pipeline.internal;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextAttributeEvent;
import jakarta.servlet.ServletContextAttributeListener;
import jakarta.websocket.server.ServerContainer;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.websocket.jakarta.server.JakartaWebSocketServerContainer;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServerContainer;
import org.eclipse.jetty.util.Attributes;
import org.eclipse.jetty.websocket.api.WebSocketContainer;
import org.eclipse.jetty.websocket.core.server.WebSocketMappings;
import org.eclipse.jetty.websocket.core.server.WebSocketServerComponents;

/**
 * The WebSocket containers that an app finds in its servlet context.
 *
 * <p>Jetty calls a message handler that takes a stream or a reader on the executor of its
 * container, because such a handler waits for what the client sends. Felix HTTP makes the
 * containers with the executor of the server. Here they are made anew with one that stays on the
 * worker, and replace those that Felix HTTP puts into the servlet context of each worker.
 */
final class SocketContainers implements ServletContextAttributeListener {
  private static final String JAKARTA = ServerContainer.class.getName();
  private static final String JETTY = WebSocketContainer.class.getName();
  private static final String EXECUTOR = "org.eclipse.jetty.server.Executor"; // Jetty has no name

  private final Map<String, Object> containers;

  private SocketContainers(Map<String, Object> containers) {
    this.containers = containers;
  }

  /** Those of Felix HTTP's servlet context; as many as it has been told to have. */
  static SocketContainers of(ServletContextHandler servlets) {
    ServletContext context = servlets.getServletContext();
    boolean jakarta = context.getAttribute(JAKARTA) != null;
    boolean jetty = context.getAttribute(JETTY) != null;
    if (jakarta || jetty) {
      renewComponents(servlets);
    }
    if (jakarta) {
      context.removeAttribute(JAKARTA);
      var _ = JakartaWebSocketServerContainer.ensureContainer(context);
    }
    if (jetty) {
      context.removeAttribute(JETTY);
      var _ = JettyWebSocketServerContainer.ensureContainer(context);
    }
    return new SocketContainers(
        Stream.of(JAKARTA, JETTY)
            .filter(name -> context.getAttribute(name) != null)
            .collect(Collectors.toUnmodifiableMap(name -> name, context::getAttribute)));
  }

  private static void renewComponents(ServletContextHandler servlets) {
    Attributes attributes = servlets.getContext();
    attributes.setAttribute(EXECUTOR, Handover.orElse(servlets.getServer().getThreadPool()));
    attributes.removeAttribute(WebSocketServerComponents.WEBSOCKET_COMPONENTS_ATTRIBUTE);
    attributes.removeAttribute(WebSocketMappings.WEBSOCKET_MAPPING_ATTRIBUTE);
    var _ = WebSocketServerComponents.ensureWebSocketComponents(servlets.getServer(), servlets);
  }

  @Override
  public void attributeAdded(ServletContextAttributeEvent event) {
    replace(event);
  }

  @Override
  public void attributeReplaced(ServletContextAttributeEvent event) {
    replace(event);
  }

  private void replace(ServletContextAttributeEvent event) {
    Object own = containers.get(event.getName());
    ServletContext context = event.getServletContext();
    if (own != null && !own.equals(context.getAttribute(event.getName()))) {
      context.setAttribute(event.getName(), own);
    }
  }
}
