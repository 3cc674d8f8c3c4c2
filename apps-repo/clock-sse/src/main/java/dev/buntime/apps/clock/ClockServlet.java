package dev.buntime.apps.clock;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletAsyncSupported;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * Sends the time once a second to everybody who listens at {@code ticks}.
 *
 * <p>The answers stay open, but hold no thread: one thread writes to all of them. What the app
 * started it also stops, see {@link #stop}.
 */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern("/*")
@HttpWhiteboardServletAsyncSupported
public final class ClockServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient Set<AsyncContext> listeners = ConcurrentHashMap.newKeySet();
  private final transient ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor();

  /** Starts to tick. */
  @Activate
  public ClockServlet() {
    var _ = scheduler.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
  }

  /** Ends the thread and every open answer; the browsers connect again by themselves. */
  @Deactivate
  void stop() {
    scheduler.shutdownNow();
    listeners.forEach(ClockServlet::end);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    switch (request.getPathInfo()) {
      case "/ticks" -> listen(request, response);
      case "/" -> page(response);
      case null -> page(response);
      default -> response.sendError(HttpServletResponse.SC_NOT_FOUND);
    }
  }

  private void listen(HttpServletRequest request, HttpServletResponse response) throws IOException {
    response.setContentType("text/event-stream");
    response.setCharacterEncoding("UTF-8");
    response.setHeader("Cache-Control", "no-store");
    AsyncContext listener = request.startAsync();
    listener.setTimeout(0); // it is meant to stay open
    send(listener); // at once, so that the browser need not wait for the next tick
    listeners.add(listener);
  }

  private void tick() {
    listeners.removeIf(ClockServlet::hasGone);
  }

  private static boolean hasGone(AsyncContext listener) {
    try {
      send(listener);
      return false;
    } catch (IOException | IllegalStateException _) {
      end(listener);
      return true;
    }
  }

  private static void send(AsyncContext listener) throws IOException {
    String event = "data: %s\n\n".formatted(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    var out = listener.getResponse().getOutputStream();
    out.write(event.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static void end(AsyncContext listener) {
    try {
      listener.complete();
    } catch (IllegalStateException _) {
      // The server has ended the answer already.
    }
  }

  private static void page(HttpServletResponse response) throws IOException {
    response.setContentType("text/html");
    response.setCharacterEncoding("UTF-8");
    try (InputStream page =
        Objects.requireNonNull(ClockServlet.class.getResourceAsStream("/page/clock.html"))) {
      page.transferTo(response.getOutputStream());
    }
  }
}
