package dev.buntime.management.internal;

import dev.buntime.log.LogLevel;
import dev.buntime.log.LogLine;
import dev.buntime.log.LogQuery;
import dev.buntime.log.RunnerLog;
import dev.buntime.runtime.HttpEndpoint;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * {@code GET /_/logs}: the newest lines of the log, and those to come for whoever asks for an event
 * stream. Each stream has a thread of its own, so there may only be a few.
 */
@Component(
    service = {Servlet.class, Guarded.class},
    property = {
      "osgi.http.whiteboard.servlet.pattern=/logs",
      "osgi.http.whiteboard.servlet.asyncSupported:Boolean=true",
      ManagementContext.SELECT
    })
public final class LogsServlet extends HttpServlet implements Guarded {
  /** How many may follow the log at the same time. */
  static final int MOST_STREAMS = 16;

  private static final long serialVersionUID = 1L;
  private static final int USUAL_LINES = 200;
  private static final int MOST_LINES = 2000;

  private final transient RunnerLog log;
  private final transient AtomicInteger streams = new AtomicInteger();
  private final transient AtomicBoolean gone = new AtomicBoolean();
  private transient volatile @Nullable HttpEndpoint endpoint;

  /** Made by Declarative Services. */
  @Activate
  public LogsServlet(@Reference RunnerLog log) {
    this.log = log;
  }

  /** Requests are accepted. */
  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      unbind = "unsetEndpoint")
  void setEndpoint(HttpEndpoint found) {
    endpoint = found;
  }

  void unsetEndpoint(HttpEndpoint lost) {
    if (lost.equals(endpoint)) {
      endpoint = null;
    }
  }

  /** Ends the streams. */
  @Deactivate
  void deactivate() {
    gone.set(true);
  }

  @Override
  public Permission needed(HttpServletRequest request) {
    return Guarded.readOrAdmin(request);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      Query query = new Query(request);
      query.allowOnly("app", "level", "limit");
      LogQuery wanted =
          new LogQuery(query.app().orElse(null), query.level().orElse(LogLevel.DEBUG));
      int most = query.whole("limit", 0, MOST_LINES).orElse(USUAL_LINES);
      if (wantsEvents(request)) {
        stream(request, response, wanted, most);
      } else {
        Json.send(response, answer(wanted, most));
      }
    } catch (QueryException e) {
      response.sendError(HttpServletResponse.SC_BAD_REQUEST, e.getMessage());
    }
  }

  private Map<String, Object> answer(LogQuery wanted, int most) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("lines", log.newest(wanted, most).stream().map(LogLine::members).toList());
    answer.put("suppressed", log.suppressed());
    return answer;
  }

  private static boolean wantsEvents(HttpServletRequest request) {
    String accept = request.getHeader("Accept");
    return accept != null
        && accept.contains(LogStream.TYPE)
        && request.getMethod().equals("GET"); // HEAD has no events to wait for
  }

  private void stream(
      HttpServletRequest request, HttpServletResponse response, LogQuery wanted, int most)
      throws IOException {
    if (streams.incrementAndGet() > MOST_STREAMS) {
      streams.decrementAndGet();
      response.sendError(
          HttpServletResponse.SC_SERVICE_UNAVAILABLE,
          "%d clients follow the log already. Close one of them.".formatted(MOST_STREAMS));
      return;
    }
    new LogStream(log, wanted, most, new Places()).start(request, response);
  }

  private final class Places implements LogStream.Places {
    /** The runner, or this servlet, does not go on: a stream would hold up its end. */
    @Override
    public boolean areClosed() {
      HttpEndpoint now = endpoint;
      return gone.get() || (now != null && !now.isAccepting());
    }

    @Override
    public boolean areTaken() {
      return streams.get() >= MOST_STREAMS;
    }

    @Override
    public void free() {
      streams.decrementAndGet();
    }
  }
}
