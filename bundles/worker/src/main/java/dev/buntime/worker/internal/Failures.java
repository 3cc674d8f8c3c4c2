package dev.buntime.worker.internal;

import dev.buntime.catalog.LiveApp;
import dev.buntime.versions.AppVersion;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * App versions that do not start or must not be started: when they may be tried again, and why.
 * Another artifact of the version begins with a clean slate. Thread-safe.
 */
final class Failures {
  /** Threads of an app that nothing can stop; with as many it is not started any more. */
  static final int MOST_ZOMBIES = 3;

  private final Map<AppVersion, Failure> byVersion = new ConcurrentHashMap<>();
  private final Time time;

  Failures(Time time) {
    this.time = time;
  }

  /**
   * What is known of a version.
   *
   * @param app what failed
   * @param worker the last worker that did not start; null if none failed
   * @param starts starts that failed in a row, at least 0
   * @param since value of the ticker when the last one failed
   * @param zombies threads of earlier workers that nothing can stop
   */
  record Failure(LiveApp app, @Nullable Worker worker, int starts, long since, int zombies) {

    boolean isQuarantined() {
      return zombies >= MOST_ZOMBIES;
    }
  }

  /** What is known of exactly this artifact; null if nothing. */
  @Nullable Failure of(LiveApp app) {
    Failure known = byVersion.get(app.id());
    return known != null && known.app().equals(app) ? known : null;
  }

  /** How long the app may not be started yet; zero if it may. */
  Duration pause(Failure failure) {
    if (failure.starts() == 0) {
      return Duration.ZERO;
    }
    Duration left = BackOff.after(failure.starts() - 1).minus(time.since(failure.since()));
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** A start failed. */
  void failed(Worker worker) {
    update(
        worker.app(),
        before ->
            new Failure(worker.app(), worker, before.starts() + 1, time.nanos(), before.zombies()));
  }

  /** A start succeeded. */
  void succeeded(LiveApp app) {
    if (byVersion.containsKey(app.id())) {
      update(app, before -> new Failure(app, null, 0, before.since(), before.zombies()));
    }
  }

  /**
   * A worker left threads behind that nothing can stop.
   *
   * @return whether the app is in quarantine from now on, and was not before
   */
  boolean zombies(LiveApp app, int threads) {
    Failure before = of(app);
    Failure after =
        update(
            app,
            known ->
                new Failure(
                    app, known.worker(), known.starts(), known.since(), known.zombies() + threads));
    return after.isQuarantined() && (before == null || !before.isQuarantined());
  }

  /** Forgets an artifact that is not deployed any more. */
  void forget(LiveApp app) {
    byVersion.computeIfPresent(app.id(), (id, known) -> known.app().equals(app) ? null : known);
  }

  /** The last workers that did not start. */
  Stream<Worker> workers() {
    Collection<Failure> all = byVersion.values();
    return all.stream().map(Failure::worker).flatMap(Stream::ofNullable);
  }

  private Failure update(LiveApp app, java.util.function.UnaryOperator<Failure> step) {
    return byVersion.compute(
        app.id(),
        (id, known) ->
            step.apply(
                known != null && known.app().equals(app)
                    ? known
                    : new Failure(app, null, 0, time.nanos(), 0)));
  }
}
