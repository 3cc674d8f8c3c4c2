package dev.buntime.sandbox.internal;

import dev.buntime.sandbox.ClientView;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

/** A request as the app sees it: with the context path that the client typed, and its session. */
final class ConfinedRequest extends HttpServletRequestWrapper {
  private final ClientView view;
  private final AppScope app;

  private ConfinedRequest(HttpServletRequest request, ClientView view, AppScope app) {
    super(request);
    this.view = view;
    this.app = app;
  }

  /** The confined form; a request that has it already, or of no app, stays as it is. */
  static ServletRequest of(ServletRequest request, AppScope app) {
    ClientView view = ClientView.of(request);
    return view != null
            && !(request instanceof ConfinedRequest)
            && request instanceof HttpServletRequest http
        ? new ConfinedRequest(http, view, app)
        : request;
  }

  @Override
  public String getContextPath() {
    return app.paths().below(view.contextPath(), super.getContextPath());
  }

  @Override
  public ServletContext getServletContext() {
    return ConfinedContext.of(super.getServletContext(), app.paths());
  }

  @Override
  public HttpSession getSession() {
    return ConfinedSession.of(super.getSession(), app.sessions());
  }

  @Override
  public @Nullable HttpSession getSession(boolean create) {
    HttpSession session = super.getSession(create);
    return session == null ? null : ConfinedSession.of(session, app.sessions());
  }

  @Override
  public AsyncContext startAsync() {
    return new ConfinedAsync(super.startAsync(), this, view);
  }

  @Override
  public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
    return new ConfinedAsync(super.startAsync(request, response), request, view);
  }

  /** The one that was started, which has Jetty's own request if the app gave none. */
  @Override
  public AsyncContext getAsyncContext() {
    AsyncContext async = super.getAsyncContext();
    ServletRequest given = async.hasOriginalRequestAndResponse() ? this : async.getRequest();
    return new ConfinedAsync(async, given, view);
  }
}
