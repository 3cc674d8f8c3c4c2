package dev.buntime.sandbox.internal.guard;

import dev.buntime.catalog.LiveApp;
import dev.buntime.sandbox.WorkerEndedError;
import java.lang.Thread.UncaughtExceptionHandler;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what threads end with that nobody else hears of, and tells the worker, or the log instead
 * of the error stream. Those are the virtual threads of apps above all: platform threads of a
 * worker are heard by its thread group. Thread-safe.
 */
final class UncaughtFailures implements UncaughtExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(UncaughtFailures.class);

  private final Wards wards;
  private final @Nullable UncaughtExceptionHandler before;

  private UncaughtFailures(Wards wards, @Nullable UncaughtExceptionHandler before) {
    this.wards = wards;
    this.before = before;
  }

  /** Becomes the default handler of the JVM. */
  static UncaughtFailures install(Wards wards) {
    UncaughtFailures made =
        new UncaughtFailures(wards, Thread.getDefaultUncaughtExceptionHandler());
    Thread.setDefaultUncaughtExceptionHandler(made);
    return made;
  }

  /** Gives way to the default handler that was there before, unless it is another one by now. */
  void uninstall() {
    if (equals(Thread.getDefaultUncaughtExceptionHandler())) {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  @Override
  public void uncaughtException(Thread thread, Throwable failure) {
    if (failure instanceof WorkerEndedError) {
      log.debug("{} was ended", thread, failure);
    } else if (thread.getContextClassLoader() instanceof BundleReference loader
        && LiveApp.isApp(loader.getBundle())) {
      ofApp(loader.getBundle(), thread, failure);
    } else if (before != null) {
      before.uncaughtException(thread, failure);
    } else {
      log.error("{} ended with an exception that nobody caught", thread, failure);
    }
  }

  private void ofApp(Bundle app, Thread thread, Throwable failure) {
    GuardedGeneration generation = wards.of(app);
    if (generation != null && generation.isKilled()) {
      log.debug("{} of {} was ended", thread, generation, failure);
    } else if (generation != null) {
      generation.uncaught(failure);
    } else {
      log.warn(
          "{} {}: {} of the app ended with an exception",
          app.getSymbolicName(),
          app.getVersion(),
          thread,
          failure);
    }
  }
}
