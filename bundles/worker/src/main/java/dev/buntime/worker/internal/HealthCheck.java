package dev.buntime.worker.internal;

import dev.buntime.catalog.LiveApp;
import dev.buntime.worker.HealthProbe;
import dev.buntime.worker.Lease;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks a worker at its {@code healthPath} until it answers 2xx. The time limit is that of the
 * start.
 */
final class HealthCheck {
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final int OK_FIRST = 200;
  private static final int OK_LAST = 299;

  private final LiveApp app;
  private final @Nullable HealthProbe probe;
  private final Alarms alarms;
  private volatile String last = "has not answered yet";

  /**
   * @param probe sends the requests; null if nobody serves HTTP
   */
  HealthCheck(LiveApp app, @Nullable HealthProbe probe, Alarms alarms) {
    this.app = app;
    this.probe = probe;
    this.alarms = alarms;
  }

  /** Whether the app wants to be asked. */
  boolean isWanted() {
    return !app.settings().healthPath().isEmpty();
  }

  /** What it said last, for a person; to be read by the thread that gives the start up. */
  String last() {
    return "healthPath " + app.settings().healthPath() + " " + last;
  }

  /**
   * Waits until the worker is well.
   *
   * @param leases gives a place for each request
   * @throws StartFailure if nobody serves HTTP
   */
  void await(Supplier<Lease> leases) throws InterruptedException {
    if (probe == null) {
      throw new StartFailure("its healthPath cannot be asked: the runner serves no HTTP");
    }
    while (!isWell(probe, leases.get())) {
      CountDownLatch pause = new CountDownLatch(1);
      var _ = alarms.after(PAUSE, pause::countDown);
      pause.await();
    }
  }

  private boolean isWell(HealthProbe asked, Lease lease) throws InterruptedException {
    try {
      int status = asked.get(app.id(), app.settings().healthPath(), lease);
      last = "answered " + status;
      return status >= OK_FIRST && status <= OK_LAST;
    } catch (IOException e) {
      last = "gave no answer: " + e.getMessage();
      return false;
    }
  }
}
