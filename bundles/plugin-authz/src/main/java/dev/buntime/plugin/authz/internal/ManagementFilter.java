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
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Has policies decide of what is below {@code /_/}: the API, the web console and the routes of
 * plugins. It stands behind their login, so it takes away from what roles allow and adds nothing.
 * What needs no login, as the health checks, is not governed.
 *
 * <p>It is there as long as the bundle is started. If policies are to decide and cannot, because
 * the plugin is just made anew or does not begin, nobody passes. While the bundle is replaced there
 * are two: what the old one lets pass, the new one lets pass, too, until it has policies itself;
 * the old one goes after that. Thread-safe.
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

  /** Attribute of a request that another generation of this filter has let pass. */
  private static final String PERMITTED = AuthzPlugin.NAME + ".permitted";

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile @Nullable ManagementSwitch management;

  private final Bundle bundle;
  private volatile @Nullable Governance governance;

  /** Made by Declarative Services. */
  @Activate
  public ManagementFilter(BundleContext context) {
    bundle = context.getBundle();
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void setGovernance(Governance next) {
    governance = next;
  }

  /** When the bundle stops, requests that are still on their way here are decided as before. */
  void unsetGovernance(Governance last) {
    if (last.equals(governance) && bundle.getState() != Bundle.STOPPING) {
      governance = null;
    }
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest http = (HttpServletRequest) request;
    if (isGoverned(http)) {
      govern(http, (HttpServletResponse) response, chain);
    } else {
      chain.doFilter(request, response);
    }
  }

  private boolean isGoverned(HttpServletRequest request) {
    ManagementSwitch current = management;
    return current != null
        && current.isOn()
        && request.getRemoteUser() != null
        && !request.getServletContext().getContextPath().equals(HEALTH);
  }

  private void govern(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Governance current = governance;
    Optional<Situation> situation = Visitors.situation(request);
    boolean isReady = current != null && current.isReady();
    if (!isReady && request.getAttribute(PERMITTED) != null) {
      chain.doFilter(request, response);
      return;
    }
    if (current == null || situation.isEmpty()) {
      response.sendError(
          ErrorCode.NOT_READY.status(),
          "Policies decide of this, and plugin-authz is not in force. Try again; the log says if"
              + " something is wrong with its options.");
      return;
    }
    switch (current.rule(situation.get())) {
      case Ruling.Allowed(Duties duties) when duties.redaction().isPresent() ->
          response.sendError(
              ErrorCode.FORBIDDEN.status(),
              "A policy lets this be seen in part only, which is possible for apps alone.");
      case Ruling.Allowed(Duties duties) -> {
        request.setAttribute(PERMITTED, true);
        chain.doFilter(request, FixedHeaders.on(response, duties.headers()));
      }
      case Ruling.Refused refused -> {
        var _ = FixedHeaders.on(response, refused.duties().headers());
        if (!refused.challenge().isEmpty()) {
          response.setHeader("WWW-Authenticate", refused.challenge());
        }
        response.sendError(refused.code().status(), refused.detail());
      }
    }
  }
}
