package dev.buntime.sandbox.internal;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.util.concurrent.Executor;

/** An asynchronous context whose {@link #start} runs on the worker's threads. */
final class ConfinedAsync implements AsyncContext {
  private final AsyncContext delegate;
  private final Executor executor;

  ConfinedAsync(AsyncContext delegate, Executor executor) {
    this.delegate = delegate;
    this.executor = executor;
  }

  @Override
  public void start(Runnable run) {
    executor.execute(run);
  }

  @Override
  public ServletRequest getRequest() {
    return delegate.getRequest();
  }

  @Override
  public ServletResponse getResponse() {
    return delegate.getResponse();
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
    delegate.addListener(listener);
  }

  @Override
  public void addListener(
      AsyncListener listener, ServletRequest request, ServletResponse response) {
    delegate.addListener(listener, request, response);
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
