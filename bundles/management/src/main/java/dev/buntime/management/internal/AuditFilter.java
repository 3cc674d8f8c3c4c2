package dev.buntime.management.internal;

import dev.buntime.log.AuditEntry.Event;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Remembers each request that was let in to change something, with what has come out: those to the
 * API, to routes of plugins and to the web console. Thread-safe.
 */
@Component(
    service = Filter.class,
    property = {
      "osgi.http.whiteboard.filter.pattern=/*",
      "osgi.http.whiteboard.filter.asyncSupported:Boolean=true",
      "osgi.http.whiteboard.context.select=(osgi.http.whiteboard.context.path=/_*)",
      "service.ranking:Integer=1000"
    })
public final class AuditFilter implements Filter {
  private static final String CONSOLE = "/_/console";
  private static final int SERVER_ERROR = 500;

  private final AuditTrail audit;

  /** Made by Declarative Services. */
  @Activate
  public AuditFilter(@Reference AuditTrail audit) {
    this.audit = audit;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest http = (HttpServletRequest) request;
    if (Guarded.isRead(http) || Login.of(http).isEmpty()) { // nobody has to log in for the health
      chain.doFilter(request, response);
      return;
    }
    boolean isDone = false;
    try {
      chain.doFilter(request, response);
      isDone = true;
    } finally {
      if (isDone && request.isAsyncStarted()) {
        request.getAsyncContext().addListener(new Later(http, (HttpServletResponse) response));
      } else {
        int status = ((HttpServletResponse) response).getStatus();
        add(http, isDone ? status : Math.max(status, SERVER_ERROR));
      }
    }
  }

  private void add(HttpServletRequest request, int status) {
    if (request.getServletContext().getContextPath().equals(CONSOLE)) {
      nameAction(request);
    }
    audit.add(Event.WRITE, request, Login.of(request).orElse(null), status, null);
  }

  /** The console has read the form already. */
  private static void nameAction(HttpServletRequest request) {
    try {
      String action = request.getParameter("action");
      if (action != null) {
        AuditTrail.target(request, action);
      }
    } catch (RuntimeException e) {
      AuditTrail.target(request, "a form that cannot be read"); // which has been answered
    }
  }

  /** Waits for an answer that comes later. */
  private final class Later implements AsyncListener {
    private final HttpServletRequest request;
    private final HttpServletResponse response;

    Later(HttpServletRequest request, HttpServletResponse response) {
      this.request = request;
      this.response = response;
    }

    @Override
    public void onComplete(AsyncEvent event) {
      add(request, response.getStatus());
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      // it will be completed
    }

    @Override
    public void onError(AsyncEvent event) {
      // it will be completed
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      event.getAsyncContext().addListener(this); // it begins again
    }
  }
}
