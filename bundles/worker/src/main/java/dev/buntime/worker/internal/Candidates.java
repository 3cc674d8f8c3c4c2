package dev.buntime.worker.internal;

import dev.buntime.catalog.LiveApp;
import dev.buntime.versions.AppVersion;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Workers that have to prove that they start before anybody calls them. One that is to take over
 * from live workers starts at once. Of the others, {@value #AT_ONCE} start at a time: a thousand
 * artifacts that are replaced in one moment leave the machine to the requests. None starts while
 * nobody would call {@code init} of its servlets: it would prove nothing.
 *
 * <p>Thread-safe. It has a lock, for a few instructions at a time; no request comes here.
 */
final class Candidates {
  static final int AT_ONCE = 8;

  private final Function<LiveApp, Worker> maker;
  private final Map<LiveApp, Candidate> begun = new ConcurrentHashMap<>(); // written under the lock
  private final SequencedMap<LiveApp, CompletableFuture<Void>> waiting = new LinkedHashMap<>();
  private int starting; // of those that had to wait for their turn
  private boolean serving = true;
  private boolean closed;

  /**
   * A worker that starts or has started.
   *
   * @param isUrgent whether it is to take over from a live worker
   */
  record Candidate(Worker worker, boolean isUrgent) {}

  /**
   * @param maker makes a worker, which is started here
   */
  Candidates(Function<LiveApp, Worker> maker) {
    this.maker = maker;
  }

  /**
   * Starts a worker at once.
   *
   * @return completes when it is ready; fails with a {@link StartFailure}
   */
  CompletableFuture<Void> start(LiveApp app) {
    if (!isServing()) {
      return startInTurn(app);
    }
    Worker worker = begin(app, true);
    CompletableFuture<Void> result = new CompletableFuture<>();
    start(worker, result);
    return result;
  }

  /**
   * Starts a worker when it is its turn.
   *
   * @return completes when it is ready; fails with a {@link StartFailure}
   */
  CompletableFuture<Void> startInTurn(LiveApp app) {
    CompletableFuture<Void> result = new CompletableFuture<>();
    synchronized (this) {
      waiting.put(app, result);
    }
    startNext();
    return result;
  }

  /** Says whether Felix HTTP takes servlets; if not, whoever would start waits until it does. */
  void serve(boolean on) {
    synchronized (this) {
      serving = on;
    }
    for (int i = 0; i < AT_ONCE; i++) {
      startNext();
    }
  }

  private synchronized boolean isServing() {
    return serving;
  }

  private void startNext() {
    Map.Entry<LiveApp, CompletableFuture<Void>> next;
    Worker worker;
    synchronized (this) {
      if (!serving || starting >= AT_ONCE || waiting.isEmpty()) {
        return;
      }
      next = waiting.pollFirstEntry();
      worker = begin(next.getKey(), false);
      starting++;
    }
    var _ = worker.started().whenComplete((_, _) -> turnIsOver());
    start(worker, next.getValue());
  }

  private void turnIsOver() {
    synchronized (this) {
      starting--;
    }
    startNext();
  }

  /** Whoever calls it off from now on finds the worker. */
  private synchronized Worker begin(LiveApp app, boolean isUrgent) {
    Worker worker = maker.apply(app);
    begun.put(app, new Candidate(worker, isUrgent));
    return worker;
  }

  private void start(Worker worker, CompletableFuture<Void> result) {
    var _ =
        worker
            .started()
            .whenComplete((_, failure) -> {
              if (failure == null) {
                result.complete(null);
              } else {
                forget(worker);
                result.completeExceptionally(new StartFailure(reason(worker)));
              }
            });
    if (isClosed()) {
      var _ = worker.retire("the runner stops");
    } else {
      worker.start();
    }
  }

  private synchronized void forget(Worker failed) {
    begun.computeIfPresent(
        failed.app(), (_, candidate) -> candidate.worker().equals(failed) ? null : candidate);
  }

  private static String reason(Worker worker) {
    return Optional.ofNullable(worker.state().why()).orElse("it was stopped");
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /** The candidate of exactly this artifact that starts or has started, if there is one. */
  Optional<Candidate> find(LiveApp app) {
    return Optional.ofNullable(begun.get(app));
  }

  /** The worker of a version that starts or has started, if there is one. */
  Optional<Worker> find(AppVersion id) {
    return workers().stream().filter(worker -> worker.app().id().equals(id)).findFirst();
  }

  /** Takes a worker out, when it has taken over or is to end; null if there is none. */
  @Nullable Candidate remove(LiveApp app) {
    CompletableFuture<Void> turn;
    Candidate candidate;
    synchronized (this) {
      turn = waiting.remove(app);
      candidate = begun.remove(app);
    }
    if (turn != null) {
      turn.completeExceptionally(new StartFailure("its start was called off"));
    }
    return candidate;
  }

  /** Starts no more, and calls off whatever waits for its turn. The others stay. */
  void close() {
    List<CompletableFuture<Void>> turns;
    synchronized (this) {
      closed = true;
      turns = List.copyOf(waiting.values());
      waiting.clear();
    }
    turns.forEach(turn -> turn.completeExceptionally(new StartFailure("the runner stops")));
  }

  /** Those that start or have started. */
  Collection<Worker> workers() {
    return begun.values().stream().map(Candidate::worker).toList();
  }
}
