package dev.buntime.sandbox.internal;

import dev.buntime.sandbox.ClientView;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Tells a listener of an app on the app's threads; the last write may end on one of Jetty's. */
final class ConfinedAsyncListener implements AsyncListener {
  private final AsyncListener listener;
  private final AsyncContext context;
  private final ServletRequest request;
  private final ClientView view;
  private final AppCalls calls;

  ConfinedAsyncListener(
      AsyncListener listener, AsyncContext context, ServletRequest request, ClientView view) {
    this.listener = listener;
    this.context = context;
    this.request = request;
    this.view = view;
    this.calls = new AppCalls(view.threads());
  }

  @Override
  public void onComplete(AsyncEvent event) {
    tell(() -> listener.onComplete(confined(event)));
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    tell(() -> listener.onTimeout(confined(event)));
  }

  @Override
  public void onError(AsyncEvent event) {
    tell(() -> listener.onError(confined(event)));
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    tell(() -> listener.onStartAsync(confined(event)));
  }

  private AsyncEvent confined(AsyncEvent event) {
    return new AsyncEvent(
        context,
        request,
        event.getSuppliedResponse() == null
            ? null
            : ConfinedResponse.of(event.getSuppliedResponse(), view),
        event.getThrowable());
  }

  private void tell(Telling telling) {
    calls.post(() -> {
      try {
        telling.tell();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  /** An event on its way to a listener. */
  @FunctionalInterface
  private interface Telling {
    void tell() throws IOException;
  }
}
