package dev.buntime.sandbox.internal;

import dev.buntime.sandbox.Confinement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.PrototypeServiceFactory;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lends the services of one app that the platform is to call: whiteboard services, whose servlet
 * context becomes the one of the worker, and those of {@link CallbackTerms}.
 */
final class Lender implements Confinement {
  private static final Logger log = LoggerFactory.getLogger(Lender.class);

  private final Bundle bundle;
  private final String slot;
  private final String contextPath;
  private final AppScope app;
  private final Consumer<Lender> onClose;
  private final Lending whiteboard;
  private final Lending callbacks;
  private final CountDownLatch entry = new CountDownLatch(1);
  private final AtomicReference<@Nullable Throwable> initFailure = new AtomicReference<>();

  /**
   * @param bundle the bundle of the app
   * @param slot the slot of its worker
   * @param contextPath inner path of the slot's default context
   * @param appPath what the app is told instead
   * @param calls how the app is called
   * @param loans knows what is lent
   * @param onClose hears that nothing is lent any more
   */
  Lender(
      Bundle bundle,
      String slot,
      String contextPath,
      String appPath,
      AppCalls calls,
      Loans loans,
      Consumer<Lender> onClose) {
    this.bundle = bundle;
    this.slot = slot;
    this.contextPath = contextPath;
    this.app = new AppScope(new AppPaths(contextPath, appPath), calls);
    this.onClose = onClose;
    this.whiteboard = new Lending(bundle, loans, new WhiteboardTerms());
    this.callbacks = new Lending(bundle, loans, new CallbackTerms(app));
  }

  Bundle bundle() {
    return bundle;
  }

  /** Follows a service of the app through its life. */
  void serviceChanged(int event, ServiceReference<?> service) {
    if (Loan.isWhiteboard(service)) {
      whiteboard.serviceChanged(event, service);
    }
    if (Loan.isCallback(service)) {
      callbacks.serviceChanged(event, service);
    }
  }

  /** Tells the app something soon, on its threads. */
  void tell(Runnable news) {
    app.calls().post(news);
  }

  @Override
  public boolean awaitEntry(Duration atMost) throws InterruptedException {
    return entry.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public Optional<Throwable> initFailure() {
    return Optional.ofNullable(initFailure.get());
  }

  @Override
  public void close() {
    onClose.accept(this);
    try {
      whiteboard.close();
      callbacks.close();
    } finally {
      app.sessions().end();
    }
  }

  private void initFailed(Throwable failure) {
    initFailure.compareAndSet(null, failure);
  }

  private final class WhiteboardTerms implements Lending.Terms {
    @Override
    public @Nullable Loan loanOf(ServiceReference<?> service) {
      Loan loan = Loan.of(service, slot, contextPath);
      if (loan.types().isEmpty()) {
        log.warn(
            "{}: the runner has no use for {} as a whiteboard service; it is ignored",
            slot,
            service);
        return null;
      }
      return loan;
    }

    @Override
    public PrototypeServiceFactory<Object> factory(
        BundleContext context, ServiceReference<?> service, Loan loan) {
      return new WhiteboardFaces(context, service, app, Lender.this::initFailed);
    }

    @Override
    public void lent(Loan loan) {
      if (loan.isEntry()) {
        entry.countDown();
      }
    }
  }
}
