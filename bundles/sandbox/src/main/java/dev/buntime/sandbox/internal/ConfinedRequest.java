package dev.buntime.sandbox.internal;

import dev.buntime.sandbox.ClientView;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/** A request as the app sees it: with the context path that the client typed. */
final class ConfinedRequest extends HttpServletRequestWrapper {
  private final ClientView view;
  private final AppPaths paths;

  private ConfinedRequest(HttpServletRequest request, ClientView view, AppPaths paths) {
    super(request);
    this.view = view;
    this.paths = paths;
  }

  static ServletRequest of(ServletRequest request, AppPaths paths) {
    ClientView view = ClientView.of(request);
    return view != null && request instanceof HttpServletRequest http
        ? new ConfinedRequest(http, view, paths)
        : request;
  }

  @Override
  public String getContextPath() {
    return paths.below(view.contextPath(), super.getContextPath());
  }

  @Override
  public ServletContext getServletContext() {
    return ConfinedContext.of(super.getServletContext(), paths);
  }

  @Override
  public AsyncContext startAsync() {
    return confined(super.startAsync());
  }

  @Override
  public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
    return confined(super.startAsync(request, response));
  }

  @Override
  public AsyncContext getAsyncContext() {
    return confined(super.getAsyncContext());
  }

  private AsyncContext confined(AsyncContext async) {
    return new ConfinedAsync(async, view);
  }
}
