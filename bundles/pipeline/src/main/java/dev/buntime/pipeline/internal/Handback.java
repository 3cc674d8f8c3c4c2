package dev.buntime.pipeline.internal;

import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/**
 * Hands the outcome of an operation of Jetty back to the app's side once, but not before the caller
 * is outside of its {@link AppAccess} again: what the outcome runs may be code of the app.
 */
final class Handback implements Callback {
  private static final Object SUCCESS = new Object();
  private static final Object RETURNED = new Object();
  private static final Object DONE = new Object();

  private final Callback delegate;
  private final AtomicReference<@Nullable Object> state = new AtomicReference<>();

  Handback(Callback delegate) {
    this.delegate = delegate;
  }

  @Override
  public void succeeded() {
    settle(SUCCESS);
  }

  @Override
  public void failed(Throwable failure) {
    settle(failure);
  }

  /** The caller is outside; an outcome that is there already is handed back on its thread. */
  void returned() {
    if (!state.compareAndSet(null, RETURNED)) {
      deliver(state.getAndSet(DONE));
    }
  }

  @Override
  public Invocable.InvocationType getInvocationType() {
    return delegate.getInvocationType();
  }

  private void settle(Object outcome) {
    if (!state.compareAndSet(null, outcome) && state.compareAndSet(RETURNED, DONE)) {
      deliver(outcome);
    }
  }

  private void deliver(@Nullable Object outcome) {
    if (outcome instanceof Throwable failure) {
      delegate.failed(failure);
    } else {
      delegate.succeeded();
    }
  }
}
