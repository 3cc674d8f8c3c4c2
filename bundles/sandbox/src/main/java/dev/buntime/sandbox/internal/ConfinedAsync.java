package dev.buntime.sandbox.internal;

import dev.buntime.sandbox.ClientView;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;

/**
 * An asynchronous context whose {@link #start} and listeners run on the worker's threads, and whose
 * response fails when the request is over.
 */
final class ConfinedAsync implements AsyncContext {
  private final AsyncContext delegate;
  private final ServletRequest request;
  private final ClientView view;

  /**
   * @param delegate Jetty's
   * @param request the one that the app went asynchronous with
   * @param view of that request
   */
  ConfinedAsync(AsyncContext delegate, ServletRequest request, ClientView view) {
    this.delegate = delegate;
    this.request = request;
    this.view = view;
  }

  @Override
  public void start(Runnable run) {
    view.threads().execute(run);
  }

  @Override
  public ServletRequest getRequest() {
    return request;
  }

  @Override
  public ServletResponse getResponse() {
    return ConfinedResponse.of(delegate.getResponse(), view);
  }

  @Override
  public boolean hasOriginalRequestAndResponse() {
    return delegate.hasOriginalRequestAndResponse();
  }

  @Override
  public void dispatch() {
    delegate.dispatch();
  }

  @Override
  public void dispatch(String path) {
    delegate.dispatch(path);
  }

  @Override
  public void dispatch(ServletContext context, String path) {
    delegate.dispatch(path); // an app has one context; another app's is out of reach
  }

  @Override
  public void complete() {
    delegate.complete();
  }

  @Override
  public void addListener(AsyncListener listener) {
    delegate.addListener(new ConfinedAsyncListener(listener, this, request, view));
  }

  @Override
  public void addListener(AsyncListener listener, ServletRequest given, ServletResponse response) {
    delegate.addListener(new ConfinedAsyncListener(listener, this, given, view), given, response);
  }

  @Override
  public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
    return delegate.createListener(type);
  }

  @Override
  public void setTimeout(long timeoutMillis) {
    delegate.setTimeout(timeoutMillis);
  }

  @Override
  public long getTimeout() {
    return delegate.getTimeout();
  }
}
