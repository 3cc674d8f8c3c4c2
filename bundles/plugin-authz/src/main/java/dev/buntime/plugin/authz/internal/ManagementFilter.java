package dev.buntime.plugin.authz.internal;

import dev.buntime.plugin.authz.internal.obligation.Duties;
import dev.buntime.plugin.authz.internal.query.Situation;
import dev.buntime.runtime.ErrorCode;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Has policies decide of what is below {@code /_/}: the API, the web console and the routes of
 * plugins. It stands behind their login, so it takes away from what roles allow and adds nothing.
 * What needs no login, as the health checks, is not governed. Thread-safe.
 */
@Component(
    service = Filter.class,
    property = {
      "osgi.http.whiteboard.filter.pattern=/*",
      "osgi.http.whiteboard.filter.asyncSupported:Boolean=true",
      "osgi.http.whiteboard.context.select=(osgi.http.whiteboard.context.path=/_*)",
      "service.ranking:Integer=900" // behind the one that remembers who did what
    })
public final class ManagementFilter implements Filter {
  private static final String HEALTH = "/_/health";

  private final Governance governance;

  /** Made by Declarative Services. */
  @Activate
  public ManagementFilter(@Reference Governance governance) {
    this.governance = governance;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest http = (HttpServletRequest) request;
    if (!governance.isOn()
        || !isGoverned(http)
        || isAllowed(http, (HttpServletResponse) response)) {
      chain.doFilter(request, response);
    }
  }

  private static boolean isGoverned(HttpServletRequest request) {
    return request.getRemoteUser() != null
        && !request.getServletContext().getContextPath().equals(HEALTH);
  }

  private boolean isAllowed(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Optional<Situation> situation = Visitors.situation(request);
    if (!governance.isReady() || situation.isEmpty()) {
      response.sendError(
          ErrorCode.NOT_READY.status(),
          "Policies decide of this, and plugin-authz has not read them yet. Try again; the log says"
              + " if something is wrong with them.");
      return false;
    }
    return switch (governance.rule(situation.get())) {
      case Ruling.Allowed(Duties duties) when duties.redaction().isPresent() -> {
        response.sendError(
            ErrorCode.FORBIDDEN.status(),
            "A policy lets this be seen in part only, which is possible for apps alone.");
        yield false;
      }
      case Ruling.Allowed(Duties duties) -> {
        set(duties, response);
        yield true;
      }
      case Ruling.Refused refused -> {
        set(refused.duties(), response);
        if (!refused.challenge().isEmpty()) {
          response.setHeader("WWW-Authenticate", refused.challenge());
        }
        response.sendError(refused.code().status(), refused.detail());
        yield false;
      }
    };
  }

  private static void set(Duties duties, HttpServletResponse response) {
    for (var header : duties.headers()) {
      response.setHeader(header.name(), header.values().getFirst());
      header.values().stream().skip(1).forEach(each -> response.addHeader(header.name(), each));
    }
  }
}
