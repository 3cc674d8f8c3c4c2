package dev.buntime.worker.internal;

import dev.buntime.runtime.WorkerListener;
import dev.buntime.runtime.dto.WorkerEventDTO;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of every move of every worker: one line in the log, and all listeners. Thread-safe. */
final class WorkerNews implements LivePool.Moves {
  private static final Logger log = LoggerFactory.getLogger(WorkerNews.class);

  private final Collection<WorkerListener> listeners;

  /**
   * @param listeners a view that somebody else keeps up to date and that may be read at any time
   */
  WorkerNews(Collection<WorkerListener> listeners) {
    this.listeners = listeners;
  }

  @Override
  public void moved(Worker worker, @Nullable WorkerState from, WorkerState to) {
    String why = to.why();
    log.info(
        "{} {}{}{}",
        worker.id(),
        from == null ? "" : from.word() + " → ",
        to.word(),
        why == null ? "" : ": " + why);
    WorkerEventDTO event =
        new WorkerEventDTO(
            worker.id(),
            worker.app().id().app(),
            worker.app().id().version().toString(),
            from == null ? null : from.word(),
            to.word(),
            to.since(),
            why);
    listeners.forEach(listener -> tell(listener, event));
  }

  private static void tell(WorkerListener listener, WorkerEventDTO event) {
    try {
      listener.moved(event);
    } catch (RuntimeException e) {
      log.error("{} failed on {}; the others were told", listener, event, e);
    }
  }
}
