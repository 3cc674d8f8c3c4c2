package dev.buntime.management.internal.events;

import dev.buntime.management.internal.Guarded;
import dev.buntime.management.internal.ManagementContext;
import dev.buntime.management.internal.Permission;
import dev.buntime.management.internal.Query;
import dev.buntime.management.internal.QueryException;
import dev.buntime.management.internal.StatsTree;
import dev.buntime.runtime.HttpEndpoint;
import dev.buntime.runtime.WorkerRuntime;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code GET /_/sse}: what happens, while it happens, as server-sent events. With {@code
 * ?events=worker,deployment} those alone. No thread waits while a client listens.
 */
@Component(
    service = {Servlet.class, Guarded.class},
    property = {
      "osgi.http.whiteboard.servlet.pattern=/sse",
      "osgi.http.whiteboard.servlet.asyncSupported:Boolean=true",
      ManagementContext.SELECT
    })
public final class EventStreamServlet extends HttpServlet implements Guarded {
  private static final long serialVersionUID = 1L;

  private static final String RETRY_SECONDS = "5";

  private final transient EventHub hub;

  /** Made by Declarative Services. */
  @Activate
  public EventStreamServlet(
      @Reference EventHub hub, @Reference WorkerRuntime workers, @Reference HttpEndpoint endpoint) {
    this.hub = hub;
    hub.open(new EventHub.Source(() -> StatsTree.of(workers), endpoint::isAccepting));
  }

  @Deactivate
  void stop() {
    hub.close();
  }

  @Override
  public Permission needed(HttpServletRequest request) {
    return Guarded.readOrAdmin(request);
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (!request.getMethod().equals("GET")) {
      response.setHeader("Allow", "GET");
      response.sendError(
          HttpServletResponse.SC_METHOD_NOT_ALLOWED, "Events can be listened to with GET alone.");
      return;
    }
    Set<EventKind> kinds;
    try {
      Query query = new Query(request);
      query.allowOnly("events");
      kinds = EventKind.parse(query.single("events").orElse(null));
    } catch (QueryException | IllegalArgumentException e) {
      response.sendError(HttpServletResponse.SC_BAD_REQUEST, e.getMessage());
      return;
    }
    if (!hub.admit()) {
      response.setHeader("Retry-After", RETRY_SECONDS);
      response.sendError(
          HttpServletResponse.SC_SERVICE_UNAVAILABLE,
          "There are %d listeners already, and no more are taken; try again later."
              .formatted(EventHub.MOST_SUBSCRIBERS));
      return;
    }
    Subscriber subscriber = new Subscriber(kinds, System::nanoTime);
    StreamWriter writer;
    try {
      writer = begin(request, response, subscriber);
    } catch (IOException | RuntimeException e) {
      hub.dismiss();
      throw e;
    }
    hub.join(subscriber, writer, request.getHeader("Last-Event-ID"));
  }

  private StreamWriter begin(
      HttpServletRequest request, HttpServletResponse response, Subscriber subscriber)
      throws IOException {
    response.setContentType("text/event-stream");
    response.setCharacterEncoding("UTF-8");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Accel-Buffering", "no"); // a proxy in front must not collect events
    AsyncContext answer = request.startAsync(request, response);
    answer.setTimeout(0); // it is meant to stay open
    StreamWriter writer = new StreamWriter(answer, subscriber, hub::leave);
    response.getOutputStream().setWriteListener(writer);
    return writer;
  }
}
